namespace StockTicker.Domain;

/// <summary>Random variates of the distributions a market needs, all drawn from one <see cref="Random"/>.</summary>
internal sealed class RandomVariates(Random random)
{
    // From here on a Poisson variate is so nearly normal that nobody can tell, and the exact method takes one draw per event.
    private const double ManyEvents = 30;

    private double _spare = double.NaN;

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => random.NextDouble();

    /// <summary>Uniform in [0, <paramref name="limit"/>).</summary>
    public int Below(int limit) => random.Next(limit);

    /// <summary>Standard normal, by the polar method (Marsaglia and Bray 1964), which makes two at a time.</summary>
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

    /// <summary>Lognormal with this mean, and <paramref name="deviation"/> of its logarithm.</summary>
    public double LogNormal(double mean, double deviation) =>
        mean * Math.Exp((deviation * Normal()) - (deviation * deviation / 2));

    /// <summary>Poisson, by counting uniform factors (Knuth, The Art of Computer Programming, vol. 2, section 3.4.1).</summary>
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
    /// Poisson, given that it is not 0: the first event of the unit interval is drawn given that there is one,
    /// the others then fall into what is left of it.
    /// </summary>
    /// <param name="mean">Mean of the Poisson variate before zeros are left out, above 0.</param>
    public double PositivePoisson(double mean)
    {
        var first = -Math.Log(1 - (random.NextDouble() * (1 - Math.Exp(-mean))));
        return 1 + Poisson(Math.Max(0, mean - first));
    }
}
