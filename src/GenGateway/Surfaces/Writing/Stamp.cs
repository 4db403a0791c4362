namespace GenGateway.Surfaces.Writing;

/// <summary>An answer's own id and date.</summary>
internal readonly record struct Stamp(string Id, long Created)
{
    public static Stamp Now(string prefix, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new(prefix + Guid.CreateVersion7(now).ToString("N"), now.ToUnixTimeSeconds());
    }
}
