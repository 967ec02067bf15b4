namespace StockTicker.Web.Security;

/// <summary>Somebody to sign in as with one click, in Development.</summary>
/// <param name="Id">What a token would name as <c>sub</c>.</param>
/// <param name="Name">The name to show.</param>
internal sealed record DemoUser(string Id, string Name)
{
    /// <summary>Two, since what belongs to one user shows best beside another.</summary>
    public static readonly IReadOnlyList<DemoUser> All = [new("ada", "Ada Example"), new("ben", "Ben Example")];
}
