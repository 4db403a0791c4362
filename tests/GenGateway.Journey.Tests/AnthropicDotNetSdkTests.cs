using System.Text;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>The official Anthropic SDK for .NET, changed in nothing but its endpoint.</summary>
public sealed class AnthropicDotNetSdkTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    [Fact]
    public async Task It_reads_a_whole_message()
    {
        var message = await Sdk().Messages.Create(Ask("tiny-chat"), Token);

        Assert.Equal("tiny-chat", message.Model.Raw());
        var text = "";
        foreach (var block in message.Content)
        {
            if (block.TryPickText(out var said))
                text += said.Text;
        }

        Assert.NotEqual("", text.Trim());
        Assert.InRange(message.Usage.OutputTokens, 1, 40);
        Assert.True(message.Usage.InputTokens > 0);
    }

    [Fact]
    public async Task It_reads_a_stream_to_its_end()
    {
        var text = new StringBuilder();
        long? output = null;
        var (started, stopped) = (false, false);
        await foreach (var item in Sdk().Messages.CreateStreaming(Ask("tiny-chat"), Token))
        {
            if (item.TryPickStart(out _))
                started = true;
            else if (item.TryPickContentBlockDelta(out var block) && block.Delta.TryPickText(out var piece))
                text.Append(piece.Text);
            else if (item.TryPickDelta(out var delta))
                output = delta.Usage.OutputTokens;
            else if (item.TryPickStop(out _))
                stopped = true;
        }

        Assert.True(started && stopped);
        Assert.NotEqual("", text.ToString().Trim());
        Assert.InRange(output ?? 0, 1, 40);
    }

    [Fact]
    public async Task It_counts_tokens()
    {
        var counted = await Sdk().Messages.CountTokens(new MessageCountTokensParams { Model = "tiny-chat", Messages = [new UserMessageParam("Who are you?")] }, Token);

        Assert.InRange(counted.InputTokens, 2, 100);
    }

    [Fact]
    public async Task It_is_told_that_a_model_is_unknown()
    {
        var wrong = await Assert.ThrowsAsync<AnthropicNotFoundException>(() => Sdk().Messages.Create(Ask("nobody-has-this"), Token));

        Assert.Contains("nobody-has-this", wrong.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(wrong.RequestID));
    }

    private static MessageCreateParams Ask(string model) => new() { Model = model, MaxTokens = 40, Messages = [new UserMessageParam("Who are you?")] };

    private AnthropicClient Sdk() => new() { BaseUrl = Gateway.Url.ToString().TrimEnd('/'), ApiKey = "none", MaxRetries = 0 };
}
