namespace GenGateway.Configuration;

/// <summary>What a <see cref="ConfigNode"/> is.</summary>
internal enum ConfigNodeKind
{
    /// <summary>Written with nothing behind it: counts as not written.</summary>
    Nothing,
    Value,
    List,
    Section,
}
