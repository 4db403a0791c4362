namespace GenGateway.Configuration;

/// <summary>Section <c>storage.signed_links</c>.</summary>
/// <param name="Enabled">Whether links are signed, and pictures given for signed ones only.</param>
/// <param name="Expires">How long a link counts.</param>
public sealed record SignedLinksConfig(bool Enabled, TimeSpan Expires);
