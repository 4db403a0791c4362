using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Pictures;

namespace GenGateway.TestKit.A1111;

/// <summary>What the server knows of the run that goes on: one for all clients, whoever asked. Thread-safe.</summary>
internal sealed class A1111State(TimeProvider clock)
{
    private const int PreviewScale = 8;

    private readonly Lock gate = new();
    private string job = "";
    private int jobCount;
    private int jobNumber;
    private string timestamp = "0";
    private int step;
    private int steps;
    private int previewStep;
    private byte[]? preview;
    private bool skipped;
    private bool interrupted;
    private long began;
    private (int Width, int Height, long Seed) picture;

    /// <summary>When the run began, as its <c>info</c> says it too.</summary>
    public string Timestamp
    {
        get
        {
            lock (gate)
                return timestamp;
        }
    }

    public bool Interrupted
    {
        get
        {
            lock (gate)
                return interrupted;
        }
    }

    /// <summary>The batch that is being made must end with its step.</summary>
    public bool Stops
    {
        get
        {
            lock (gate)
                return interrupted || skipped;
        }
    }

    public void Begin(string name, int batches, (int Width, int Height, long Seed) first)
    {
        lock (gate)
        {
            (job, jobCount, jobNumber, step, steps, previewStep, preview, skipped, interrupted) = (name, batches, 0, 0, 0, 0, null, false, false);
            timestamp = clock.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
            began = clock.GetTimestamp();
            picture = first;
        }
    }

    /// <summary>A batch begins; what was skipped was the one before.</summary>
    public void Launch(int count)
    {
        lock (gate)
            (step, steps, previewStep, skipped) = (0, count, 0, false);
    }

    public void Step(int number)
    {
        lock (gate)
            step = number;
    }

    public void NextJob()
    {
        lock (gate)
            (jobNumber, step) = (jobNumber + 1, 0);
    }

    public void End()
    {
        lock (gate)
            (job, jobCount) = ("", 0);
    }

    public void Interrupt()
    {
        lock (gate)
            interrupted = true;
    }

    public void Skip()
    {
        lock (gate)
            skipped = true;
    }

    /// <param name="withoutPicture">The client wants no preview.</param>
    /// <param name="previewEvery">Steps between previews; -1: none.</param>
    public JsonObject Progress(bool withoutPicture, int previewEvery)
    {
        lock (gate)
        {
            if (jobCount == 0)
                return Told(0, 0, null);
            var progress = 0.01 + ((double)jobNumber / jobCount) + (steps > 0 ? 1.0 / jobCount * step / steps : 0);
            var elapsed = clock.GetElapsedTime(began).TotalSeconds;
            if (previewEvery > 0 && step - previewStep >= previewEvery)
            {
                preview = FakePng.Of(Math.Max(picture.Width / PreviewScale, 1), Math.Max(picture.Height / PreviewScale, 1), FakePixels.Mix(picture.Seed, step));
                previewStep = step;
            }

            return Told(Math.Min(progress, 1), (elapsed / progress) - elapsed, withoutPicture ? null : preview);
        }
    }

    private JsonObject Told(double progress, double remaining, byte[]? image) => new()
    {
        ["progress"] = PythonJson.Real(progress),
        ["eta_relative"] = PythonJson.Real(remaining),
        ["state"] = new JsonObject
        {
            ["skipped"] = skipped,
            ["interrupted"] = interrupted,
            ["stopping_generation"] = false,
            ["job"] = job,
            ["job_count"] = jobCount,
            ["job_timestamp"] = timestamp,
            ["job_no"] = jobNumber,
            ["sampling_step"] = step,
            ["sampling_steps"] = steps,
        },
        ["current_image"] = image is null ? null : Convert.ToBase64String(image),
        ["textinfo"] = null,
    };
}
