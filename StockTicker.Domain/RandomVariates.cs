namespace StockTicker.Domain;

/// <summary>Draws random variates of several distributions from one <see cref="Random"/>.</summary>
internal sealed class RandomVariates(Random random)
{
    // Above this mean a Poisson variate is close to normal, and the exact method, with one draw per event, is slow.
    private const double ManyEvents = 30;

    private double _spare = double.NaN;

    /// <summary>Draws a uniform variate in [0, 1).</summary>
    public double Uniform() => random.NextDouble();

    /// <summary>Draws a uniform integer in [0, <paramref name="limit"/>).</summary>
    public int Below(int limit) => random.Next(limit);

    /// <summary>Draws a standard normal variate by the polar method (Marsaglia and Bray 1964), which generates two at a time.</summary>
    public double Normal()
    {
        if (!double.IsNaN(_spare))
        {
            var spare = _spare;
            _spare = double.NaN;
            return spare;
        }

        double x, y, square;
        do
        {
            x = (2 * random.NextDouble()) - 1;
            y = (2 * random.NextDouble()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        var scale = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = y * scale;
        return x * scale;
    }

    /// <summary>
    /// Draws a lognormal variate with a mean of <paramref name="mean"/> whose logarithm has a standard deviation of
    /// <paramref name="deviation"/>.
    /// </summary>
    public double LogNormal(double mean, double deviation) =>
        mean * Math.Exp((deviation * Normal()) - (deviation * deviation / 2));

    /// <summary>
    /// Draws a Poisson variate by counting uniform factors (Knuth, The Art of Computer Programming, vol. 2, section 3.4.1).
    /// </summary>
    public double Poisson(double mean)
    {
        if (mean > ManyEvents)
            return Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Normal())));

        var floor = Math.Exp(-mean);
        var count = 0;
        for (var product = random.NextDouble(); product > floor; product *= random.NextDouble())
            count++;
        return count;
    }

    /// <summary>
    /// Draws a zero-truncated Poisson variate: first the time of the first event, given that there is one in the unit interval,
    /// then the number of events in the rest of the interval.
    /// </summary>
    /// <param name="mean">The mean of the Poisson variate before truncation, greater than 0.</param>
    public double PositivePoisson(double mean)
    {
        var first = -Math.Log(1 - (random.NextDouble() * (1 - Math.Exp(-mean))));
        return 1 + Poisson(Math.Max(0, mean - first));
    }
}
