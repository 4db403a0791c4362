namespace GenGateway.Configuration;

/// <summary>What a JSON service of one's own is sent (<c>request</c>).</summary>
/// <param name="Method">POST, PUT or PATCH.</param>
/// <param name="Path">Below the endpoint; begins with a slash.</param>
/// <param name="Headers">Sent with every request.</param>
/// <param name="Body">A JSON object, as text; its texts may hold placeholders, see <see cref="TemplateText"/>.</param>
public sealed record RequestConfig(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);
