namespace GenGateway.Journey;

/// <summary>Capabilities in the words of lists and configuration.</summary>
public static class CapabilityNames
{
    /// <summary>Every capability in the order of the enum.</summary>
    public static IReadOnlyList<Capability> All { get; } = Enum.GetValues<Capability>();

    /// <summary>The word for a capability.</summary>
    public static string Of(Capability capability) => capability switch
    {
        Capability.Chat => "chat",
        Capability.Completion => "completion",
        Capability.Embedding => "embedding",
        Capability.Image => "image",
    };
}
