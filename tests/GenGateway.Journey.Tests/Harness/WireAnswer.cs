using System.Text.Json;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>A whole answer as it came over the wire.</summary>
public sealed record WireAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonElement Json
    {
        get
        {
            try
            {
                using var document = JsonDocument.Parse(Text);
                return document.RootElement.Clone();
            }
            catch (JsonException wrong)
            {
                Assert.Fail($"The answer ({Status}) is no JSON ({wrong.Message}): {Text}");
                throw;
            }
        }
    }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The JSON of an answer that must have this status.</summary>
    public JsonElement Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Text}");
        Assert.StartsWith("application/json", Header("Content-Type"), StringComparison.Ordinal);
        return Json;
    }

    /// <summary>An error in OpenAI's shape with this status and code, about this field or a part of it; returns the error object.</summary>
    public JsonElement ExpectError(int status, string code, string? param = null)
    {
        var json = Expect(status);
        Assert.Equal(["error"], json.EnumerateObject().Select(member => member.Name));
        var error = json.GetProperty("error");
        Assert.Equal(["code", "message", "param", "type"], error.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.False(string.IsNullOrWhiteSpace(error.GetProperty("message").GetString()));
        Assert.False(string.IsNullOrWhiteSpace(error.GetProperty("type").GetString()));
        Assert.True(error.GetProperty("code").GetString() == code, $"Expected code {code}: {Text}");
        if (param is not null)
            Assert.True(error.GetProperty("param").GetString()?.Split('[', '.')[0] == param, $"Expected param {param}: {Text}");
        Assert.False(string.IsNullOrEmpty(Header("x-request-id")), "An error has a request id as well.");
        return error;
    }

    /// <summary>An error in the inference family's shape.</summary>
    public string ExpectInferenceError(int status)
    {
        var json = Expect(status);
        Assert.Equal(["error", "request_id"], json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Header("x-request-id"), json.GetProperty("request_id").GetString());
        return json.GetProperty("error").GetString()!;
    }
}
