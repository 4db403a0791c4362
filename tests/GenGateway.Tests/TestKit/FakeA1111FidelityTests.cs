using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenGateway.TestKit;
using GenGateway.TestKit.A1111;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Tests.TestKit;

/// <summary>Asked what Stable Diffusion WebUI was asked, its fake says the same: every byte, but for dates, durations, what was drawn, and what the pictures show.</summary>
public sealed partial class FakeA1111FidelityTests
{
    /// <summary>Headers whose value belongs to the day.</summary>
    private static readonly string[] Passing = ["date", "content-length", "x-process-time"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("auth-good")]
    [InlineData("auth-missing")]
    [InlineData("auth-wrong")]
    [InlineData("docs")]
    [InlineData("force-task-id")]
    [InlineData("get-latent-upscale-modes")]
    [InlineData("get-loras")]
    [InlineData("get-samplers")]
    [InlineData("get-schedulers")]
    [InlineData("get-scripts")]
    [InlineData("get-sd-models")]
    [InlineData("get-sd-vae")]
    [InlineData("img2img")]
    [InlineData("img2img-bad-base64")]
    [InlineData("img2img-mask")]
    [InlineData("img2img-no-init")]
    [InlineData("internal-ping")]
    [InlineData("interrupt-idle")]
    [InlineData("openapi")]
    [InlineData("options-set")]
    [InlineData("options-unknown-model")]
    [InlineData("progress-idle")]
    [InlineData("progress-idle-skip")]
    [InlineData("refresh-checkpoints")]
    [InlineData("root")]
    [InlineData("server-kill-disabled")]
    [InlineData("skip-idle")]
    [InlineData("txt2img")]
    [InlineData("txt2img-bad-json")]
    [InlineData("txt2img-bad-type")]
    [InlineData("txt2img-karras-suffix")]
    [InlineData("txt2img-nans")]
    [InlineData("txt2img-override-unknown-model")]
    [InlineData("txt2img-scheduler")]
    [InlineData("txt2img-steps-0")]
    [InlineData("txt2img-unknown-field")]
    [InlineData("txt2img-unknown-sampler")]
    [InlineData("txt2img-unknown-script")]
    [InlineData("txt2img-width-0")]
    [InlineData("unknown-route")]
    public async Task It_answers_as_it_was_recorded(string recording)
    {
        await using var fake = Recorded();
        fake.ComputesNans = recording == "txt2img-nans";
        if (recording.StartsWith("auth", StringComparison.Ordinal))
            fake.Credential = FakeCredential.Basic("user:pass");
        await SameAsync(recording, fake);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_is_told_as_it_was_recorded()
    {
        await using var fake = Recorded();
        fake.Steps.Hold();
        var running = SameAsync("interrupted-txt2img", fake);
        fake.Steps.Advance();
        await fake.Steps.ReachedAsync(1, Token);
        await SameAsync("progress-running", fake);
        await SameAsync("progress-running-skip", fake);
        await SameAsync("samplers-while-running", fake);
        await SameAsync("interrupt-running", fake);
        await running;
        Assert.Equal((20, 2, true), (fake.Runs[0].Steps, fake.Runs[0].StepsDone, fake.Runs[0].Interrupted));
    }

    [Fact]
    public async Task Behind_a_run_it_is_idle_as_it_was_recorded()
    {
        await using var fake = Recorded();
        using var client = new FakeClient(fake.Url);
        await client.PostAsync("/sdapi/v1/txt2img", """{"steps":1,"width":64,"height":64}""", Token);
        await SameAsync("progress-after", fake);
    }

    [Fact]
    public async Task The_settings_that_it_has_are_those_that_were_recorded()
    {
        await using var fake = Recorded();
        var real = Recordings.Load("a1111/get-options").First;
        var answer = await RawClient.AskAsync(fake.Url, real.Request, Token);
        Assert.Equal(Head(real.Answer), Head(answer));
        var known = JsonNode.Parse(real.AnswerBody)!.AsObject();
        var told = JsonNode.Parse(Body(answer))!.AsObject();
        Assert.NotEmpty(told);
        Assert.All(told, option => Assert.Equal(known[option.Key]?.ToJsonString() ?? "null", option.Value?.ToJsonString() ?? "null"));
    }

    /// <summary>The server of the recordings: no pages, no extensions, one checkpoint without a hash.</summary>
    private static FakeA1111 Recorded() => new() { HasPages = false, Loras = null };

    private static async Task SameAsync(string recording, FakeA1111 fake)
    {
        var real = Recordings.Load($"a1111/{recording}").First;
        var answer = await RawClient.AskAsync(fake.Url, real.Request, Token);
        Assert.Equal(Head(real.Answer), Head(answer));
        Assert.Equal(Fixed(Body(real.Answer)), Fixed(Body(answer)));
    }

    private static string Head(byte[] answer) => string.Join('\n', Encoding.Latin1.GetString(answer).Split("\r\n\r\n", 2)[0].Split("\r\n")
        .Select(line => Passing.Contains(line.Split(':')[0]) ? line.Split(':')[0] : line));

    private static string Body(byte[] answer) => Encoding.UTF8.GetString(answer[(answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..]);

    /// <summary>The body without what differs from run to run; where nothing does, as it is.</summary>
    private static string Fixed(string body)
    {
        if (body.StartsWith("{\"images\"", StringComparison.Ordinal))
        {
            var answer = JsonNode.Parse(body)!.AsObject();
            answer["images"] = new JsonArray([.. answer["images"]!.AsArray().Select(image => (JsonNode)ReadPng.Of(image!.GetValue<string>()).ToString())]);
            answer["info"] = Drawn().Replace(answer["info"]!.GetValue<string>(), "drawn");
            return answer.ToJsonString();
        }

        if (!body.StartsWith("{\"progress\"", StringComparison.Ordinal))
            return body;
        var progress = JsonNode.Parse(body)!.AsObject();
        if (progress["eta_relative"]!.GetValue<double>() > 0)
            progress["eta_relative"] = "some time";
        if (progress["state"]!["job_timestamp"]!.GetValue<string>().Length == 14)
            progress["state"]!["job_timestamp"] = "some day";
        return progress.ToJsonString();
    }

    [GeneratedRegex("""(?<="subseed": |"all_subseeds": \[)\d+|(?<="job_timestamp": ")\d{14}""")]
    private static partial Regex Drawn();
}
