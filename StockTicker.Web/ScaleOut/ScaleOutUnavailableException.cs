namespace StockTicker.Web.ScaleOut;

/// <summary>The exception for a change that cannot be made now, because Redis cannot be used or no instance moves the market.</summary>
internal sealed class ScaleOutUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
