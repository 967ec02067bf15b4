using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace StockTicker.Web.Hosting;

/// <summary>Lets MVC discover the controllers of this project, which are internal.</summary>
internal sealed class InternalControllers : ControllerFeatureProvider
{
    protected override bool IsController(TypeInfo typeInfo) =>
        typeInfo is { IsClass: true, IsAbstract: false } && typeInfo.Assembly == typeof(InternalControllers).Assembly
        && typeInfo.IsSubclassOf(typeof(ControllerBase));
}

/// <summary>
/// The types of this project whose names end with Controller, by its metadata. The framework would load all types, and with them libraries
/// that are not used.
/// </summary>
internal sealed class ControllerPart : ApplicationPart, IApplicationPartTypeProvider
{
    private const string Suffix = "Controller";

    private static readonly Assembly Project = typeof(ControllerPart).Assembly;

    /// <inheritdoc/>
    public override string Name => Project.GetName().Name!;

    /// <inheritdoc/>
    public IEnumerable<TypeInfo> Types { get; } = [.. Names().Select(name => Project.GetType(name)!.GetTypeInfo())];

    private static unsafe List<string> Names()
    {
        if (!Project.TryGetRawMetadata(out var bytes, out var length))
            throw new InvalidOperationException("The application has no metadata.");
        var metadata = new MetadataReader(bytes, length);
        return [.. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Where(type => metadata.GetString(type.Name).EndsWith(Suffix, StringComparison.Ordinal) && !type.IsNested)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")];
    }
}

internal static class InternalControllersRegistration
{
    /// <summary>Replaces MVC's discovery of public controllers by discovery of internal ones.</summary>
    public static IMvcBuilder AddInternalControllers(this IMvcBuilder mvc) => mvc.ConfigureApplicationPartManager(parts =>
    {
        parts.FeatureProviders.Remove(parts.FeatureProviders.OfType<ControllerFeatureProvider>().Single());
        parts.FeatureProviders.Add(new InternalControllers());
        foreach (var part in parts.ApplicationParts.OfType<AssemblyPart>().Where(part => part.Assembly == typeof(InternalControllers).Assembly).ToList())
            parts.ApplicationParts[parts.ApplicationParts.IndexOf(part)] = new ControllerPart();
    });
}
