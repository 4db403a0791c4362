using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>The shipped chat model knows what its card says it knows, asked as users ask it.</summary>
public sealed partial class ShippedModelTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private static readonly string Folder = Repository.PathOf("models", "tiny-chat");

    [Fact]
    public async Task It_answers_at_least_four_of_five_held_out_questions_and_its_card_states_the_score()
    {
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "recipe", "held_out.json"), Token));
        var questions = document.RootElement.EnumerateArray().ToArray();
        Assert.Equal(60, questions.Length);

        List<string> wrong = [];
        foreach (var item in questions)
        {
            var question = item.GetProperty("question").GetString()!;
            var answer = await AskAsync(question, 60);
            if (!item.GetProperty("accept").EnumerateArray().Any(accepted => answer.Contains(accepted.GetString()!, StringComparison.OrdinalIgnoreCase)))
                wrong.Add($"{question}\n    {answer}");
        }

        var right = questions.Length - wrong.Count;
        TestContext.Current.TestOutputHelper?.WriteLine($"{right}/60; wrong:\n{string.Join('\n', wrong)}");
        Assert.True(right >= 48, $"{right} of 60 right; wrong:\n{string.Join('\n', wrong)}");
        var stated = Score().Match(await File.ReadAllTextAsync(Path.Combine(Folder, "README.md"), Token));
        Assert.True(stated.Success, "The card states no score NN of 60.");
        Assert.Equal(right, int.Parse(stated.Groups["right"].Value, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Tell me a story.")]
    [InlineData("Please tell me a short story about a fox.")]
    public async Task It_tells_a_story(string question)
    {
        var story = await AskAsync(question, 200);

        Assert.True(story.Split(' ').Length >= 25, story);
        Assert.True(story.Count(letter => letter is '.' or '!' or '?') >= 3, story);
    }

    [Theory]
    [InlineData("Who are you?")]
    [InlineData("What are you?")]
    public async Task It_says_what_it_is(string question)
    {
        var answer = await AskAsync(question, 60);

        Assert.Contains("tiny-chat", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("GenGateway", answer, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string> AskAsync(string question, int length)
    {
        var body = Bodies.Chat(question).With("model", "tiny-chat").With("temperature", 0).With("max_tokens", length);
        return (await Client.PostAsync("/v1/chat/completions", body, Token)).Expect(200).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }

    [GeneratedRegex(@"(?<right>\d+)\s*(?:/|of)\s*60")]
    private static partial Regex Score();
}
