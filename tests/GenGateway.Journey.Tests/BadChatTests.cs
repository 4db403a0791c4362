using System.Text;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>A wrong chat request is told what is wrong with it, in OpenAI's shape, and harms nobody.</summary>
public sealed class BadChatTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private const string Path = "/v1/chat/completions";
    private const string Hello = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("""{"messages":[""")]
    [InlineData("{" + Hello + ",}")]
    [InlineData("{" + Hello + "} {}")]
    [InlineData("{" + Hello + ",\"temperature\":NaN}")]
    [InlineData("{" + Hello + ",\"temperature\":Infinity}")]
    [InlineData("{" + Hello + ",\"temperature\":01}")]
    [InlineData("{" + Hello + ",'temperature':1}")]
    [InlineData("{" + Hello + ",\"user\":\"\\x41\"}")]
    [InlineData("{" + Hello + ",\"user\":\"\u0001\"}")]
    public async Task What_is_no_JSON_is_refused(string body)
    {
        (await Client.PostAsync(Path, body, Token)).ExpectError(400, "invalid_json");
        await IsWellAsync();
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("\"text\"", null)]
    [InlineData("{}", "messages")]
    [InlineData("""{"messages":null}""", "messages")]
    [InlineData("""{"messages":"Hello"}""", "messages")]
    [InlineData("""{"messages":{}}""", "messages")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":["Hello"]}""", null)]
    [InlineData("""{"messages":[{"content":"Hello"}]}""", null)]
    [InlineData("""{"messages":[{"role":"nobody","content":"Hello"}]}""", null)]
    [InlineData("""{"messages":[{"role":7,"content":"Hello"}]}""", null)]
    [InlineData("""{"messages":[{"role":"user","content":7}]}""", null)]
    [InlineData("""{"messages":[{"role":"user"}]}""", null)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text"}]}]}""", null)]
    [InlineData("""{"messages":[{"role":"user","content":[7]}]}""", null)]
    [InlineData("{" + Hello + ",\"model\":7}", "model")]
    [InlineData("{" + Hello + ",\"stream\":\"yes\"}", "stream")]
    [InlineData("{" + Hello + ",\"stream\":1}", "stream")]
    [InlineData("{" + Hello + ",\"stream_options\":7}", "stream_options")]
    [InlineData("{" + Hello + ",\"temperature\":\"hot\"}", "temperature")]
    [InlineData("{" + Hello + ",\"temperature\":2.01}", "temperature")]
    [InlineData("{" + Hello + ",\"temperature\":-0.01}", "temperature")]
    [InlineData("{" + Hello + ",\"temperature\":1e999}", "temperature")]
    [InlineData("{" + Hello + ",\"top_p\":1.01}", "top_p")]
    [InlineData("{" + Hello + ",\"top_p\":-1}", "top_p")]
    [InlineData("{" + Hello + ",\"top_p\":[]}", "top_p")]
    [InlineData("{" + Hello + ",\"max_tokens\":0}", "max_tokens")]
    [InlineData("{" + Hello + ",\"max_tokens\":-1}", "max_tokens")]
    [InlineData("{" + Hello + ",\"max_tokens\":1.5}", "max_tokens")]
    [InlineData("{" + Hello + ",\"max_tokens\":\"5\"}", "max_tokens")]
    [InlineData("{" + Hello + ",\"max_tokens\":99999999999999999999}", "max_tokens")]
    [InlineData("{" + Hello + ",\"max_completion_tokens\":0}", "max_completion_tokens")]
    [InlineData("{" + Hello + ",\"n\":0}", "n")]
    [InlineData("{" + Hello + ",\"presence_penalty\":2.1}", "presence_penalty")]
    [InlineData("{" + Hello + ",\"frequency_penalty\":-2.1}", "frequency_penalty")]
    [InlineData("{" + Hello + ",\"seed\":\"a\"}", "seed")]
    [InlineData("{" + Hello + ",\"stop\":7}", "stop")]
    [InlineData("{" + Hello + ",\"stop\":[7]}", "stop")]
    [InlineData("{" + Hello + ",\"logit_bias\":[]}", "logit_bias")]
    [InlineData("{" + Hello + ",\"logit_bias\":{\"five\":1}}", "logit_bias")]
    [InlineData("{" + Hello + ",\"logit_bias\":{\"99999\":1}}", "logit_bias")]
    [InlineData("{" + Hello + ",\"repetition_penalty\":1e-30}", "repetition_penalty")]
    [InlineData("{" + Hello + ",\"min_p\":2}", "min_p")]
    public async Task A_value_of_the_wrong_type_or_size_is_refused_by_name(string body, string? param)
    {
        var error = (await Client.PostAsync(Path, body, Token)).ExpectError(400, "invalid_value", param);

        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        await IsWellAsync();
    }

    [Fact]
    public async Task A_number_that_is_out_of_range_is_told_with_its_range()
    {
        var error = (await Client.PostAsync(Path, "{" + Hello + ",\"temperature\":7.5}", Token)).ExpectError(400, "invalid_value", "temperature");

        var message = error.GetProperty("message").GetString();
        Assert.Contains("7.5", message, StringComparison.Ordinal);
        Assert.Contains("2", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_is_never_some_other_model()
    {
        var error = (await Client.PostAsync(Path, "{\"model\":\"gpt-nobody-has\"," + Hello + "}", Token)).ExpectError(404, "model_not_found", "model");

        Assert.Contains("gpt-nobody-has", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_nesting_is_refused_and_harms_nobody()
    {
        var deep = new string('[', 20_000);
        (await Client.PostAsync(Path, "{" + Hello + ",\"x\":" + deep + new string(']', 20_000) + "}", Token)).ExpectError(400, "invalid_json");
        (await Client.PostAsync(Path, deep, Token)).ExpectError(400, "invalid_json");
        await IsWellAsync();
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("{\"messages\":[{\"role\":\"user\",\"content\":\""), 0xC3, 0x28, 0xFF, .. Encoding.UTF8.GetBytes("\"}]}")];
        (await Client.SendAsync(GatewayClient.Post(Path, body, "application/json"), Token)).ExpectError(400, "invalid_json");
        await IsWellAsync();
    }

    [Theory]
    [InlineData("\\ud800", "\uFFFD")]
    [InlineData("\\udc00 after", "\uFFFD after")]
    [InlineData("before \\ud83d", "before \uFFFD")]
    [InlineData("\\ud83d\\ude00", "\U0001F600")]
    public async Task Half_a_surrogate_pair_is_read_as_the_replacement_character(string written, string read)
    {
        var body = "{\"prompt\":\"" + written + "\",\"echo\":true,\"max_tokens\":0}";
        var answer = (await Client.PostAsync("/v1/completions", body, Token)).Expect(200);

        Assert.Equal(read, answer.GetProperty("choices")[0].GetProperty("text").GetString());
        await IsWellAsync();
    }

    [Fact]
    public async Task A_prompt_that_is_longer_than_the_context_is_refused_with_both_lengths()
    {
        var prompt = string.Join(',', Enumerable.Repeat("300", 1500));
        var completion = (await Client.PostAsync("/v1/completions", $$"""{"prompt":[{{prompt}}]}""", Token)).ExpectError(400, "context_length_exceeded", "prompt");
        var message = completion.GetProperty("message").GetString()!.Replace(",", "", StringComparison.Ordinal);
        Assert.Contains("1024", message, StringComparison.Ordinal);
        Assert.Contains("1500", message, StringComparison.Ordinal);

        var words = string.Concat(Enumerable.Repeat("many words ", 2000));
        var chat = (await Client.PostAsync(Path, Bodies.Chat(words), Token)).ExpectError(400, "context_length_exceeded", "messages");
        Assert.Matches(@"has \d{4,} tokens.*1024", chat.GetProperty("message").GetString());
        (await Client.PostAsync(Path, Bodies.Chat(words).With("stream", true), Token)).ExpectError(400, "context_length_exceeded", "messages");
    }

    [Fact]
    public async Task A_message_never_repeats_the_prompt()
    {
        const string Secret = "a private sentence about a purple walrus";
        var answer = await Client.PostAsync(Path, Bodies.Chat(string.Concat(Enumerable.Repeat(Secret + " ", 400))), Token);

        answer.ExpectError(400, "context_length_exceeded");
        Assert.DoesNotContain("walrus", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("walrus", Gateway.Log.Text, StringComparison.Ordinal);
    }

    private async Task IsWellAsync() => Assert.Equal(200, (await Client.GetAsync("/health", Token)).Status);
}
