namespace StockTicker.Benchmarks;

/// <summary>Prints and stores results.</summary>
internal static class Results
{
    /// <summary>The root folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Prints a table and, on request, stores it with a description of the machine.</summary>
    public static void Report(string name, string title, string text, bool save)
    {
        Console.WriteLine();
        Console.WriteLine(text);
        if (!save)
            return;
        var file = Path.Combine(Repository, "StockTicker.Benchmarks", "results", $"{name}.md");
        File.WriteAllText(file, $"# {title}\n\n{Machine.Description()}\n\n{text}");
        Console.WriteLine($"Written to {file}");
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StockTicker.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmarks must run from within the repository.");
        return folder.FullName;
    }
}
