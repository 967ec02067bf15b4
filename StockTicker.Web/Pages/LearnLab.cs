namespace StockTicker.Web.Pages;

/// <summary>An experiment of a tutorial step: a stream that the reader starts, its bytes, and the events that the browser makes of them.</summary>
/// <param name="Name">The name, unique on the page.</param>
/// <param name="Address">The path and query of the stream.</param>
/// <param name="Title">What the experiment shows.</param>
internal sealed record LearnLab(string Name, string Address, string Title)
{
    /// <summary>The types of named events to listen to.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>What the reader can do in addition to starting and stopping the stream.</summary>
    public IReadOnlyList<LearnAction> Actions { get; init; } = [];

    /// <summary>Whether the bytes are shown beside the events.</summary>
    public bool HasBytes { get; init; } = true;

    /// <summary>Whether the newest prices are shown as a table.</summary>
    public bool HasPrices { get; init; }

    /// <summary>Whether each connection needs a new ticket.</summary>
    public bool NeedsTicket { get; init; }

    /// <summary>Values of the parameter <c>interval</c> to choose from, with their labels.</summary>
    public IReadOnlyList<(int Milliseconds, string Label)> Intervals { get; init; } = [];
}

/// <summary>A button of an experiment.</summary>
/// <param name="Name">What it does, as the script names it.</param>
/// <param name="Label">Its label.</param>
internal sealed record LearnAction(string Name, string Label)
{
    /// <summary>Aborts the connection from the server's side.</summary>
    public static readonly LearnAction Cut = new("cut", "Cut the connection");

    /// <summary>Ends the stream as a server does that shuts down.</summary>
    public static readonly LearnAction ShutDown = new("shutdown", "Shut down gracefully");

    /// <summary>Publishes a notification.</summary>
    public static readonly LearnAction Trigger = new("trigger", "Trigger a notification");

    /// <summary>Opens a stream with a ticket that has been used.</summary>
    public static readonly LearnAction ReuseTicket = new("reuse", "Use the ticket again");
}
