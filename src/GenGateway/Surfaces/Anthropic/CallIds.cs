namespace GenGateway.Surfaces.Anthropic;

/// <summary>Ids of calls: a result must name one, and some backends give none.</summary>
internal static class CallIds
{
    public static string Of(string? given) => given is { Length: > 0 } ? given : $"toolu_{Guid.CreateVersion7():N}";
}
