using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace StockTicker.Web.Hosting;

/// <summary>Lets MVC discover the controllers of this project, which are internal.</summary>
internal sealed class InternalControllers : ControllerFeatureProvider
{
    protected override bool IsController(TypeInfo typeInfo) =>
        typeInfo is { IsClass: true, IsAbstract: false } && typeInfo.Assembly == typeof(InternalControllers).Assembly
        && typeInfo.IsSubclassOf(typeof(ControllerBase));
}

internal static class InternalControllersRegistration
{
    /// <summary>Replaces MVC's discovery of public controllers by discovery of internal ones.</summary>
    public static IMvcBuilder AddInternalControllers(this IMvcBuilder mvc) => mvc.ConfigureApplicationPartManager(parts =>
    {
        parts.FeatureProviders.Remove(parts.FeatureProviders.OfType<ControllerFeatureProvider>().Single());
        parts.FeatureProviders.Add(new InternalControllers());
    });
}
