using System.Globalization;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Environments;

namespace StockTicker.Benchmarks;

/// <summary>Describes the machine on which results were measured, without its host name.</summary>
internal static class Machine
{
    /// <summary>Gets one line each for processor, operating system, runtime and date.</summary>
    public static string Description()
    {
        var processor = HostEnvironmentInfo.GetCurrent().Cpu.Value?.ProcessorName ?? RuntimeInformation.ProcessArchitecture.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"""
            - Processor: {processor}, {Environment.ProcessorCount} cores
            - System: {RuntimeInformation.OSDescription}
            - Runtime: {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}
            - Date: {DateTime.UtcNow:yyyy-MM-dd}
            """);
    }
}
