namespace GenGateway.Configuration;

/// <summary>An entry of <c>listeners</c>: an address in addition to <c>server.host</c> and <c>server.port</c>.</summary>
/// <param name="Url"><c>http://host:port</c>, or <c>https</c> with the certificate of <c>server.tls</c>; the host may be <c>*</c>'s stand-ins 0.0.0.0 and [::].</param>
/// <param name="Surfaces">The families that it answers; empty = all.</param>
/// <param name="Auth">Whether keys are asked for here.</param>
/// <param name="Origin">Where it was written; takes no part in equality.</param>
public sealed record ListenerConfig(Uri Url, IReadOnlyList<string> Surfaces, bool Auth, ConfigOrigin Origin)
{
    /// <summary>The families that it answers; empty = all.</summary>
    public IReadOnlyList<string> Surfaces { get; init => field = ValueList.Of(value); } = ValueList.Of(Surfaces);

    /// <inheritdoc/>
    public bool Equals(ListenerConfig? other) => other is not null && Said.Equals(other.Said);

    /// <inheritdoc/>
    public override int GetHashCode() => Said.GetHashCode();

    private (Uri, IReadOnlyList<string>, bool) Said => (Url, Surfaces, Auth);
}
