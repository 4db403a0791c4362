using System.Text;

namespace GenGateway.Surfaces.Reading;

/// <summary>What a number of a body must lie between, both ends included.</summary>
/// <param name="Name">The member.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
internal sealed record NumberRange(string Name, double Least, double Most)
{
    /// <summary>Where it stands, as errors name it.</summary>
    public string Path { get; init; } = Name;

    /// <summary>Whether it must be an integer.</summary>
    public bool IsInteger { get; init; }

    /// <summary>The name as UTF-8.</summary>
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Name);
}
