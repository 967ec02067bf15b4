using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace StockTicker.Web.Hosting;

/// <summary>Lets MVC find this project's controllers, which are internal as everything here that nobody outside needs.</summary>
internal sealed class InternalControllers : ControllerFeatureProvider
{
    protected override bool IsController(TypeInfo typeInfo) =>
        typeInfo is { IsClass: true, IsAbstract: false } && typeInfo.Assembly == typeof(InternalControllers).Assembly
        && typeInfo.IsSubclassOf(typeof(ControllerBase));
}

internal static class InternalControllersRegistration
{
    /// <summary>Takes the internal controllers in place of the public ones that MVC looks for.</summary>
    public static IMvcBuilder AddInternalControllers(this IMvcBuilder mvc) => mvc.ConfigureApplicationPartManager(parts =>
    {
        parts.FeatureProviders.Remove(parts.FeatureProviders.OfType<ControllerFeatureProvider>().Single());
        parts.FeatureProviders.Add(new InternalControllers());
    });
}
