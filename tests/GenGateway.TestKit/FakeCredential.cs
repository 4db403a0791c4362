using System.Text;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit;

/// <summary>What a fake server wants to see before it answers.</summary>
public sealed class FakeCredential
{
    private readonly Func<ReceivedRequest, bool> accepts;

    private FakeCredential(string secret, Func<ReceivedRequest, bool> accepts)
    {
        this.accepts = accepts;
        Secret = secret;
    }

    /// <summary>The text that must come, and must come nowhere else.</summary>
    public string Secret { get; }

    public static FakeCredential Bearer(string key) => new(key, request => request.Header("Authorization") == $"Bearer {key}");

    /// <summary>A header of any name: Azure's <c>api-key</c>, Anthropic's <c>x-api-key</c>, one's own.</summary>
    public static FakeCredential InHeader(string name, string key) => new(key, request => request.Header(name) == key);

    public static FakeCredential InQuery(string name, string key) => new(key, request => request.QueryValue(name) == key);

    /// <param name="userAndPassword">With the colon between them.</param>
    public static FakeCredential Basic(string userAndPassword) =>
        new(userAndPassword, request => request.Header("Authorization") == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(userAndPassword))}");

    public bool Accepts(ReceivedRequest request) => accepts(request);
}
