using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace StockTicker.Web.Stepping;

internal static class SteppingRegistration
{
    /// <summary>Adds <c>POST /market/step</c>. Outside the Development environment, the route does not exist.</summary>
    public static IServiceCollection AddStepping(this IServiceCollection services)
    {
        services.AddOptions<MvcOptions>().Configure<IHostEnvironment>((mvc, environment) =>
        {
            if (!environment.IsDevelopment())
                mvc.Conventions.Add(new WithoutStepping());
        });
        services.AddSingleton<MarketStepper>();
        return services.AddHostedService(provider => provider.GetRequiredService<MarketStepper>());
    }

    private sealed class WithoutStepping : IApplicationModelConvention
    {
        public void Apply(ApplicationModel application) =>
            application.Controllers.Remove(application.Controllers.Single(controller => controller.ControllerType == typeof(StepController)));
    }
}
