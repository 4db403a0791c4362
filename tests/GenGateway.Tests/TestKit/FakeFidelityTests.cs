using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Ollama;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Tests.TestKit;

/// <summary>Asked what a real server was asked, a fake answers as that server did.</summary>
public sealed class FakeFidelityTests
{
    private static readonly FakeToolCall Weather = new("get_weather", """{"city":"Paris"}""") { Fragments = ["{", "\"city\":", " \"Paris\"", "}"] };

    private static readonly FakeReply Thoughtful = new() { Thought = ["Okay", ", the", " user", " greets", " me", ".\n"], Pieces = ["Hello", " there", "! How", " are", " you", "?"] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("chat", "tiny-llama")]
    [InlineData("chat-stream", "tiny-llama")]
    [InlineData("chat-n2", "tiny-llama")]
    [InlineData("chat-empty-messages", "tiny-llama")]
    [InlineData("chat-unknown-field", "tiny-llama")]
    [InlineData("completions", "tiny-llama")]
    [InlineData("tools-call", "script-tools")]
    [InlineData("think", "script-think")]
    [InlineData("models", "tiny-llama")]
    [InlineData("models-one", "tiny-llama")]
    [InlineData("health", "tiny-llama")]
    [InlineData("unknown-route", "tiny-llama")]
    [InlineData("chat-bad-json", "tiny-llama")]
    [InlineData("chat-wrong-type", "tiny-llama")]
    [InlineData("chat-no-messages", "tiny-llama")]
    [InlineData("auth-missing", "tiny-llama")]
    [InlineData("auth-good", "tiny-llama")]
    [InlineData("embeddings", "tiny-embed")]
    [InlineData("embeddings-tokens", "tiny-embed")]
    [InlineData("tokenize", "tiny-llama")]
    [InlineData("detokenize", "tiny-llama")]
    public async Task Llama_server_answers_as_it_was_recorded(string recording, string model)
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.LlamaServer) { Models = [model], Reply = _ => Script(recording) };
        if (recording.StartsWith("auth", StringComparison.Ordinal))
            fake.Credential = FakeCredential.Bearer("sk-good");
        await SameAsync($"llama-server/{recording}", fake.Url, withHeaders: true);
    }

    [Theory]
    [InlineData("chat-stream-usage", "tiny-llama")]
    [InlineData("completions-stream", "tiny-llama")]
    [InlineData("completions-stream-usage", "tiny-llama")]
    [InlineData("tools-call-stream", "script-tools")]
    [InlineData("think-stream", "script-think")]
    public async Task Llama_server_streams_as_it_was_recorded(string recording, string model)
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.LlamaServer) { Models = [model], Reply = _ => Script(recording) };
        await SameAsync($"llama-server/{recording}", fake.Url, withHeaders: true);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("chat-stream")]
    [InlineData("chat-think-default")]
    [InlineData("chat-think-stream")]
    [InlineData("chat-tools")]
    [InlineData("chat-tools-stream")]
    [InlineData("chat-empty-messages")]
    [InlineData("chat-no-messages")]
    [InlineData("chat-no-model")]
    [InlineData("chat-unknown")]
    [InlineData("chat-wrong-type")]
    [InlineData("chat-tools-unsupported")]
    [InlineData("chat-think-unsupported")]
    [InlineData("chat-embedding-model")]
    [InlineData("generate")]
    [InlineData("generate-stream")]
    [InlineData("generate-load")]
    [InlineData("generate-unload")]
    [InlineData("generate-unknown")]
    [InlineData("generate-no-model")]
    [InlineData("generate-bad-json")]
    [InlineData("generate-options-type")]
    [InlineData("generate-format-bad")]
    [InlineData("generate-stream-string")]
    [InlineData("generate-images")]
    [InlineData("generate-raw-template")]
    [InlineData("generate-think-unsupported")]
    [InlineData("show-unknown")]
    [InlineData("show-empty")]
    [InlineData("ps-empty")]
    [InlineData("root")]
    [InlineData("head-root")]
    [InlineData("version")]
    [InlineData("unknown-route")]
    [InlineData("embed")]
    [InlineData("embed-two")]
    [InlineData("embed-empty-string")]
    [InlineData("embed-empty-list")]
    [InlineData("embed-no-input")]
    [InlineData("embed-unknown")]
    [InlineData("embed-unsupported")]
    [InlineData("embeddings-old")]
    [InlineData("embeddings-old-unsupported")]
    [InlineData("copy")]
    [InlineData("create-no-from")]
    [InlineData("pull-no-name")]
    [InlineData("pull-unreachable")]
    [InlineData("pull-unreachable-no-stream")]
    [InlineData("slow-load")]
    [InlineData("generate-context")]
    [InlineData("generate-logprobs")]
    public async Task Ollama_answers_as_it_was_recorded(string recording)
    {
        await using var fake = Ollama(Script(recording));
        await SameAsync($"ollama/{recording}", fake.Url, withHeaders: true);
    }

    [Fact]
    public async Task Ollama_says_that_its_queue_is_full()
    {
        await using var fake = Ollama(FakeReply.Usual);
        fake.Behaviors.Standing = Behavior.Replying(OllamaReplies.Busy);
        await SameAsync("ollama/queue-full-503", fake.Url, withHeaders: true);
    }

    [Fact]
    public async Task Ollama_says_in_mid_stream_that_its_runner_died()
    {
        await using var fake = Ollama(FakeReply.Saying([.. Enumerable.Repeat("water", 24)]));
        fake.Behaviors.Standing = Behavior.EndingAfter(24, StreamEnding.Error);
        await SameAsync("ollama/runner-killed-stream", fake.Url, withHeaders: true);
    }

    [Theory]
    [InlineData("v1-chat")]
    [InlineData("v1-chat-stream")]
    [InlineData("v1-chat-stream-usage")]
    [InlineData("v1-chat-unknown")]
    [InlineData("v1-chat-bad-json")]
    [InlineData("v1-chat-empty-messages")]
    [InlineData("v1-chat-think")]
    [InlineData("v1-chat-think-stream")]
    [InlineData("v1-chat-tools")]
    [InlineData("v1-chat-tools-stream")]
    [InlineData("v1-completions")]
    [InlineData("v1-completions-stream")]
    [InlineData("v1-completions-stream-usage")]
    [InlineData("v1-models-one")]
    [InlineData("v1-embeddings")]
    [InlineData("v1-embeddings-base64")]
    [InlineData("v1-embeddings-dimensions")]
    [InlineData("v1-embeddings-empty")]
    [InlineData("v1-embeddings-unknown")]
    [InlineData("v1-embeddings-unsupported")]
    public async Task Ollama_answers_on_its_routes_of_OpenAI_as_it_was_recorded(string recording)
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.OllamaV1) { Models = ["tiny-text", "tiny-tools", "tiny-think", "tiny-embed", "tiny-plain"], Embedders = ["tiny-embed"], Reply = _ => Script(recording) };
        await SameAsync($"ollama/{recording}", fake.Url, withHeaders: false);
    }

    [Fact]
    public async Task Ollama_on_its_routes_of_OpenAI_does_not_say_that_its_runner_died()
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.OllamaV1) { Models = ["tiny-slow"], Reply = _ => FakeReply.Saying([.. Enumerable.Repeat("water", 13)]) };
        fake.Behaviors.Standing = Behavior.EndingAfter(13, StreamEnding.Error);
        await SameAsync("ollama/runner-killed-v1-stream", fake.Url, withHeaders: false);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("chat-stream")]
    [InlineData("chat-stream-usage")]
    [InlineData("chat-unknown-model")]
    [InlineData("chat-bad-json")]
    [InlineData("unknown-route")]
    [InlineData("health-liveliness")]
    public async Task LiteLlm_answers_as_it_was_recorded(string recording)
    {
        await using var fake = new FakeOpenAi(OpenAiProfile.LiteLlm) { Models = ["m"], Reply = _ => FakeReply.Saying("Hi"), Credential = FakeCredential.Bearer("sk-master") };
        await SameAsync($"litellm-proxy/{recording}", fake.Url, withHeaders: false);
    }

    private static FakeOllama Ollama(FakeReply reply) => new()
    {
        Models =
        [
            new("tiny-text", "completion"),
            new("tiny-chat", "completion"),
            new("tiny-slow", "completion"),
            new("tiny-tools", "completion", "tools"),
            new("tiny-think", "completion", "thinking"),
            new("tiny-embed", "embedding"),
            new("tiny-plain", "completion"),
        ],
        Reply = _ => reply,
    };

    private static FakeReply Script(string recording) =>
        recording.Contains("tools", StringComparison.Ordinal) ? FakeReply.Calling(Weather)
        : recording.Contains("think", StringComparison.Ordinal) ? Thoughtful
        : FakeReply.Usual;

    private static async Task SameAsync(string recording, Uri url, bool withHeaders)
    {
        var real = Recordings.Load(recording).First;
        var answer = await RawClient.AskAsync(url, real.Request, Token);
        Assert.Equal(AnswerShape.Describe(real.Answer, withHeaders), AnswerShape.Describe(answer, withHeaders));
    }
}
