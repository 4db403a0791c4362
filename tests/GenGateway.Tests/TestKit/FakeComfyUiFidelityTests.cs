using System.Text;
using System.Text.RegularExpressions;
using GenGateway.TestKit.ComfyUi;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Tests.TestKit;

/// <summary>Asked what ComfyUI was asked, its fake says the same: every byte, but for dates, ids, numbers that count what was before, and what the pictures show.</summary>
public sealed partial class FakeComfyUiFidelityTests
{
    /// <summary>Headers whose value belongs to the day, or to how the recorded server was started.</summary>
    private static readonly string[] Passing = ["Date", "Content-Length"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("api-prefix-system_stats")]
    [InlineData("embeddings")]
    [InlineData("features")]
    [InlineData("free")]
    [InlineData("get-origin-mismatch")]
    [InlineData("history-empty")]
    [InlineData("history-unknown")]
    [InlineData("interrupt-bad-json")]
    [InlineData("interrupt-idle")]
    [InlineData("interrupt-idle-api-prefix")]
    [InlineData("jobs-cancel")]
    [InlineData("jobs-empty")]
    [InlineData("jobs-without-prefix")]
    [InlineData("models")]
    [InlineData("models-checkpoints")]
    [InlineData("models-unknown")]
    [InlineData("object_info-CLIPTextEncode")]
    [InlineData("object_info-CheckpointLoaderSimple")]
    [InlineData("object_info-EmptyLatentImage")]
    [InlineData("object_info-KSampler")]
    [InlineData("object_info-LoadImage")]
    [InlineData("object_info-SaveImage")]
    [InlineData("object_info-SaveImageWebsocket")]
    [InlineData("object_info-VAEDecode")]
    [InlineData("object_info-unknown")]
    [InlineData("prompt-bad-json")]
    [InlineData("prompt-bad-prompt-id")]
    [InlineData("prompt-empty-graph")]
    [InlineData("prompt-get-idle")]
    [InlineData("prompt-load-image-missing")]
    [InlineData("prompt-missing-node")]
    [InlineData("prompt-no-outputs")]
    [InlineData("prompt-no-prompt")]
    [InlineData("prompt-origin-mismatch")]
    [InlineData("prompt-ranges")]
    [InlineData("prompt-type-mismatch")]
    [InlineData("prompt-types")]
    [InlineData("prompt-unknown-checkpoint")]
    [InlineData("prompt-unknown-class")]
    [InlineData("prompt-unknown-sampler")]
    [InlineData("queue-clear")]
    [InlineData("queue-idle")]
    [InlineData("system_stats")]
    [InlineData("unknown-route")]
    [InlineData("unknown-route-post")]
    [InlineData("upload-image-none")]
    [InlineData("view-missing")]
    [InlineData("view-no-filename")]
    [InlineData("ws-plain-get")]
    public Task It_answers_as_0_8_0_was_recorded(string recording) => SameAnswerAsync(ComfyVersion.V080, $"comfyui-0.8.0/{recording}");

    [Theory]
    [InlineData("features")]
    [InlineData("jobs")]
    [InlineData("object_info-KSampler")]
    [InlineData("prompt-no-prompt")]
    [InlineData("prompt-unknown-class")]
    [InlineData("system_stats")]
    public Task It_answers_as_0_3_64_was_recorded(string recording) => SameAnswerAsync(ComfyVersion.V0364, $"comfyui-0.3.64/{recording}");

    [Theory]
    [InlineData("0.8.0/interrupt-bad-json-running")]
    [InlineData("0.8.0/interrupt-queued-and-delete")]
    [InlineData("0.8.0/interrupt-running-global")]
    [InlineData("0.8.0/prompt-id-twice")]
    [InlineData("0.8.0/reconnect-before-old-closes")]
    [InlineData("0.8.0/reconnect-mid-run")]
    [InlineData("0.8.0/run-basic")]
    [InlineData("0.8.0/run-cached")]
    [InlineData("0.8.0/run-no-client-id")]
    [InlineData("0.8.0/run-partial-outputs")]
    [InlineData("0.8.0/run-preview-image")]
    [InlineData("0.8.0/run-preview-method")]
    [InlineData("0.8.0/run-preview-method-metadata")]
    [InlineData("0.8.0/run-websocket-image")]
    [InlineData("0.8.0/ws-api-prefix")]
    [InlineData("0.8.0/ws-feature-flags-second")]
    [InlineData("0.3.64/interrupt-running-by-id")]
    [InlineData("0.3.64/run-preview-method-ignored")]
    public async Task Its_events_come_as_they_were_recorded(string recording)
    {
        await using var fake = Recorded(recording.StartsWith("0.3", StringComparison.Ordinal) ? ComfyVersion.V0364 : ComfyVersion.V080);
        await using var replay = new ComfyReplay(fake, ComfyRecording.Load($"comfyui-{recording}"), Told);
        await replay.RunAsync(Token);
    }

    private static async Task SameAnswerAsync(ComfyVersion version, string recording)
    {
        await using var fake = Recorded(version);
        var real = Recordings.Load(recording).First;
        var answer = await RawClient.AskAsync(fake.Url, real.Request, Token);
        Assert.Equal(Told(Encoding.UTF8.GetString(real.Answer)), Told(Encoding.UTF8.GetString(answer)));
    }

    /// <summary>The server of the recordings.</summary>
    private static FakeComfyUi Recorded(ComfyVersion version) => new() { Version = version, Checkpoints = ["broken.safetensors", "tiny-random-sd15.safetensors"] };

    /// <summary>An answer without what differs from run to run.</summary>
    private static string Told(string answer)
    {
        var parts = answer.Split("\r\n\r\n", 2);
        var head = parts[0].Split("\r\n").Where(line => !line.StartsWith("Content-Security-Policy:", StringComparison.Ordinal)).Select(line => Passing.Contains(line.Split(':')[0]) ? line.Split(':')[0] : line);
        return $"{string.Join('\n', head)}\n\n{(parts.Length == 2 ? Drawn().Replace(parts[1], "~") : "")}";
    }

    [GeneratedRegex("""(?<="number": )-?\d+|(?<="(ram|vram|torch_vram)_free": )\d+|(?<="argv": )\[[^]]*]|(?<="traceback": )\["[^]]*(\[[^]]*][^]]*)*]""")]
    private static partial Regex Drawn();
}
