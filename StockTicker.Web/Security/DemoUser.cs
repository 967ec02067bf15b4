namespace StockTicker.Web.Security;

/// <summary>A user for signing in with one click in the Development environment.</summary>
/// <param name="Id">The value of <c>sub</c>.</param>
/// <param name="Name">The display name.</param>
internal sealed record DemoUser(string Id, string Name)
{
    /// <summary>The demo users. There are two, to show that each user has separate data.</summary>
    public static readonly IReadOnlyList<DemoUser> All = [new("ada", "Ada Example"), new("ben", "Ben Example")];
}
