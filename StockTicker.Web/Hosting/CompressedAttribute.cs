namespace StockTicker.Web.Hosting;

/// <summary>Marks an endpoint whose text is compressed as pages are; see <see cref="PageCompression"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CompressedAttribute : Attribute;
