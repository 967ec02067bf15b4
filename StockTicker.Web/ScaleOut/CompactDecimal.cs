namespace StockTicker.Web.ScaleOut;

/// <summary>
/// Writes decimals exactly, with their trailing zeros, in few bytes: one for the scale and the sign, and as many for the digits as an integer
/// needs. What is not known takes one byte.
/// </summary>
internal static class CompactDecimal
{
    // The scale, at most 28, is in the lower bits.
    private const byte Scale = 0b0001_1111;
    private const byte Negative = 0b0010_0000;
    private const byte Full = 0b0100_0000;
    private const byte Unknown = 0b1000_0000;

    /// <summary>Writes a number, or null.</summary>
    public static void Write(BinaryWriter output, decimal? number)
    {
        if (number is not { } value)
        {
            output.Write(Unknown);
            return;
        }
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        if (bits[2] != 0)
        {
            output.Write(Full);
            output.Write(value);
            return;
        }
        output.Write((byte)(value.Scale | (decimal.IsNegative(value) ? Negative : 0)));
        output.Write7BitEncodedInt64((long)(((ulong)(uint)bits[1] << 32) | (uint)bits[0]));
    }

    /// <summary>Reads a number, or null.</summary>
    public static decimal? Read(BinaryReader input)
    {
        var kind = input.ReadByte();
        if (kind == Unknown)
            return null;
        if (kind == Full)
            return input.ReadDecimal();
        var digits = input.Read7BitEncodedInt64();
        return new decimal((int)digits, (int)(digits >> 32), 0, (kind & Negative) != 0, (byte)(kind & Scale));
    }
}
