namespace GenGateway.Routing.Balancing;

/// <summary>Numbers from 0 up to 1, one for each turn, each far from those before it: any stretch of them is spread evenly, without anybody keeping a state.</summary>
/// <remarks>The multiples of the golden ratio modulo 1 (Weyl's sequence).</remarks>
internal static class Spread
{
    private const ulong GoldenRatio = 11_400_714_819_323_198_485;

    public static double Part(uint turn) => (turn * GoldenRatio >> 11) * (1.0 / (1UL << 53));
}
