namespace GenGateway.TestKit.Behaving;

/// <summary>How a whole answer breaks off.</summary>
public enum BodyCut
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Half of the body, though the length promised all of it; then a proper close.</summary>
    HalfOfLength,

    /// <summary>In chunks, the last one cut in its middle; then a proper close.</summary>
    InsideChunk,

    /// <summary>In chunks, all of the body, but without the chunk that ends it.</summary>
    WithoutLastChunk,

    /// <summary>Half of the body, then a reset.</summary>
    Reset,
}
