using System.Globalization;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Environments;

namespace StockTicker.Benchmarks;

/// <summary>What figures depend on, in words; without a name that anybody gave it.</summary>
internal static class Machine
{
    /// <summary>One line for each of processor, system, runtime and date.</summary>
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
