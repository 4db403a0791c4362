namespace GenGateway.TestKit.Behaving;

/// <summary>How the events of a stream go out.</summary>
public enum Packaging
{
    /// <summary>As the imitated server does: mostly one event a chunk and packet.</summary>
    Usual,

    /// <summary>The whole answer in one packet.</summary>
    Together,

    /// <summary>Every event in packets of a few bytes: inside characters, line ends and the sizes of chunks as well.</summary>
    Shredded,
}
