using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace StockTicker.Web.Storage;

/// <summary>Stores lists that belong to a user, each as one document of a kind.</summary>
internal sealed class UserDocumentStore(IDbContextFactory<TickerDatabase> databases, DatabaseWriter writer)
{
    /// <summary>Gets a user's list, which is empty by default.</summary>
    public async Task<UserDocument<T>> ReadAsync<T>(string owner, string kind, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await database.UserDocuments.AsNoTracking()
            .FirstOrDefaultAsync(document => document.Owner == owner && document.Kind == kind, cancellationToken);
        return new UserDocument<T>(stored is null ? [] : JsonSerializer.Deserialize<List<T>>(stored.Content) ?? [], stored?.Version ?? 0);
    }

    /// <summary>Replaces a user's list.</summary>
    /// <param name="version">The expected version, or null to replace any version.</param>
    /// <returns>The new list, or null if the version has changed.</returns>
    public Task<UserDocument<T>?> WriteAsync<T>(
        string owner, string kind, IReadOnlyList<T> items, long? version, CancellationToken cancellationToken) =>
        writer.WriteAsync(() => ReplaceAsync(owner, kind, items, version), cancellationToken);

    private async Task<UserDocument<T>?> ReplaceAsync<T>(string owner, string kind, IReadOnlyList<T> items, long? version)
    {
        await using var database = await databases.CreateDbContextAsync();
        var stored = await database.UserDocuments.FirstOrDefaultAsync(document => document.Owner == owner && document.Kind == kind);
        if (version is not null && version != (stored?.Version ?? 0))
            return null;
        var content = JsonSerializer.Serialize(items);
        if (stored is null)
            database.UserDocuments.Add(stored = new StoredUserDocument { Owner = owner, Kind = kind, Content = content });
        stored.Content = content;
        stored.Version++;
        await database.SaveChangesAsync();
        return new UserDocument<T>(items, stored.Version);
    }
}

/// <summary>A list that belongs to a user.</summary>
/// <param name="Items">The items, in the user's order.</param>
/// <param name="Version">The version, which increases with each change.</param>
internal sealed record UserDocument<T>(IReadOnlyList<T> Items, long Version);
