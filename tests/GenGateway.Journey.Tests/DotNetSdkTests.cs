using System.ClientModel;
using System.Text;
using GenGateway.Journey.Tests.Harness;
using OpenAI;
using OpenAI.Chat;

namespace GenGateway.Journey.Tests;

/// <summary>The official OpenAI SDK for .NET, changed in nothing but its endpoint.</summary>
public sealed class DotNetSdkTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    [Fact]
    public async Task It_holds_a_streamed_chat_of_three_turns()
    {
        var chat = Chat("tiny-chat");
        List<ChatMessage> messages = [];
        List<int> promptTokens = [];
        foreach (var question in new[] { "What is GenGateway?", "Which port does it listen on?", "Thank you!" })
        {
            messages.Add(ChatMessage.CreateUserMessage(question));
            var answer = new StringBuilder();
            ChatFinishReason? finish = null;
            ChatTokenUsage? usage = null;
            await foreach (var update in chat.CompleteChatStreamingAsync(messages, Short(), Token))
            {
                foreach (var part in update.ContentUpdate)
                    answer.Append(part.Text);
                finish = update.FinishReason ?? finish;
                usage = update.Usage ?? usage;
            }

            Assert.NotEqual("", answer.ToString().Trim());
            Assert.NotNull(finish);
            Assert.NotNull(usage);
            Assert.Equal(usage.InputTokenCount + usage.OutputTokenCount, usage.TotalTokenCount);
            promptTokens.Add(usage.InputTokenCount);
            messages.Add(ChatMessage.CreateAssistantMessage(answer.ToString()));
        }

        Assert.True(promptTokens[0] < promptTokens[1] && promptTokens[1] < promptTokens[2], "Each turn carries those before it.");
    }

    [Fact]
    public async Task It_reads_a_whole_answer()
    {
        ChatCompletion completion = await Chat("tiny-chat").CompleteChatAsync([ChatMessage.CreateUserMessage("Who are you?")], Short(), Token);

        Assert.Equal(ChatMessageRole.Assistant, completion.Role);
        Assert.NotEqual("", completion.Content[0].Text);
        Assert.Equal("tiny-chat", completion.Model);
    }

    [Fact]
    public async Task It_is_told_that_a_model_is_unknown()
    {
        var wrong = await Assert.ThrowsAsync<ClientResultException>(async () => await Chat("gpt-nobody-has").CompleteChatAsync([ChatMessage.CreateUserMessage("Hello")], Short(), Token));

        Assert.Equal(404, wrong.Status);
        Assert.Contains("gpt-nobody-has", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_lists_the_models()
    {
        var models = await Sdk().GetOpenAIModelClient().GetModelsAsync(Token);

        Assert.Contains(models.Value, model => model.Id == "tiny-chat");
    }

    private static ChatCompletionOptions Short() => new() { Temperature = 0, MaxOutputTokenCount = 40 };

    private OpenAIClient Sdk() => new(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(Gateway.Url, "/v1") });

    private ChatClient Chat(string model) => Sdk().GetChatClient(model);
}
