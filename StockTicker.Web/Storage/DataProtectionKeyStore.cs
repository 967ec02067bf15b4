using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace StockTicker.Web.Storage;

/// <summary>
/// Stores the Data Protection keys for cookies and forms in the database. While it cannot be written, new keys are kept in memory, so
/// that users can sign in nevertheless; they are stored as soon as the database can be written.
/// </summary>
internal sealed class DataProtectionKeyStore : IXmlRepository
{
    private readonly EntityFrameworkCoreXmlRepository<TickerDatabase> _stored;
    private readonly DatabaseFile _file;
    private readonly DatabaseStatus _status;
    private readonly Lock _gate = new();
    private readonly List<(XElement Element, string Name)> _unstored = [];

    public DataProtectionKeyStore(IServiceProvider services, ILoggerFactory loggers, DatabaseFile file, DatabaseStatus status)
    {
        _stored = new EntityFrameworkCoreXmlRepository<TickerDatabase>(services, loggers);
        (_file, _status) = (file, status);
        status.Recovered += StoreAgain;
    }

    /// <summary>Makes this the store of the Data Protection keys.</summary>
    public static void AddTo(IServiceCollection services) => services.AddSingleton<DataProtectionKeyStore>()
        .AddOptions<KeyManagementOptions>().Configure<DataProtectionKeyStore>((options, store) => options.XmlRepository = store);

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_gate)
        {
            var unstored = _unstored.Select(key => key.Element);
            try
            {
                return [.. _stored.GetAllElements(), .. unstored];
            }
            catch (Exception fault) when (DatabaseFault.Of(fault) is { } known && known != DatabaseFault.Locked)
            {
                // The stored keys are lost. Those of a locked database are only delayed.
                _status.Failed(fault);
                return [.. unstored];
            }
        }
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_gate)
        {
            if (!TryStore(element, friendlyName))
                _unstored.Add((element, friendlyName));
        }
    }

    private void StoreAgain()
    {
        lock (_gate)
            _unstored.RemoveAll(key => TryStore(key.Element, key.Name));
    }

    private bool TryStore(XElement element, string name)
    {
        try
        {
            if (_file.HasMoved)
                throw new DatabaseUnavailableException(DatabaseFault.Moved);
            _stored.StoreElement(element, name);
            return true;
        }
        catch (Exception fault) when (DatabaseFault.Of(fault) is not null)
        {
            _status.Failed(fault);
            return false;
        }
    }
}
