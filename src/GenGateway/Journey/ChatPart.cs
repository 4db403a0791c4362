namespace GenGateway.Journey;

/// <summary>A part of a message's content.</summary>
public abstract record ChatPart
{
    private ChatPart()
    {
    }

    /// <summary>The field that it came from, as the client wrote it; null: its place in its message says so. Makes no difference between two.</summary>
    public string? Field { get; init; }

    /// <inheritdoc/>
    public virtual bool Equals(ChatPart? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>Text; may be empty.</summary>
    public sealed record Text(string Content) : ChatPart;

    /// <summary>A picture in the request itself.</summary>
    /// <param name="MediaType">What it is (<c>image/png</c>).</param>
    /// <param name="Base64">Its bytes, base64 with padding.</param>
    /// <param name="Detail">How closely it is to be looked at (<c>low</c>, <c>high</c>, <c>auto</c>); null: not said.</param>
    public sealed record Image(string MediaType, string Base64, string? Detail = null) : ChatPart;

    /// <summary>A picture somewhere else. The gateway does not fetch it.</summary>
    /// <param name="Url">An http or https address.</param>
    /// <param name="Detail">As in <see cref="Image"/>.</param>
    public sealed record ImageLink(string Url, string? Detail = null) : ChatPart;
}
