namespace GenGateway.Recording;

/// <summary>What happens to new requests while the journal has no room (<c>records.on_full</c>).</summary>
public enum FullPolicy
{
    /// <summary>They are served; their records are dropped and counted.</summary>
    DropAndCount,

    /// <summary>They are refused before they are routed.</summary>
    Refuse,
}
