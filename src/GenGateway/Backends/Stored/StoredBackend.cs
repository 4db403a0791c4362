namespace GenGateway.Backends.Stored;

/// <summary>A backend that was added over the API.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Group">What it is for: <c>text</c> or <c>image</c>.</param>
/// <param name="Json">The entry as it was posted; secrets are references in it, never literals.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record StoredBackend(string Name, string Group, string Json, DateTimeOffset CreatedAt);
