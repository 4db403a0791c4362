using System.Buffers;
using System.Globalization;
using System.Text;
using GenGateway.Telemetry;

namespace GenGateway.Tests.Telemetry;

public sealed class GenerationMetricsTests
{
    private static readonly GenerationSample Good = new("openai.chat", "m", "b", 200, 2)
    {
        Answered = TimeSpan.FromSeconds(0.2),
        FirstToken = TimeSpan.FromSeconds(0.07),
        Queued = TimeSpan.Zero,
        Overhead = TimeSpan.FromMicroseconds(40),
        PromptTokens = 5,
        CompletionTokens = 7,
        CostUsd = 0.000_125,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_ended_is_counted_by_names_of_the_catalogue(bool openMetrics)
    {
        var metrics = new GenerationMetrics();
        metrics.Know(["m"], ["b"]);
        metrics.Ended(Good);
        metrics.Ended(Good);
        // As a client that names the backend, too, asks for it; an alias has a label of its own.
        metrics.Know(["m", "alias"], ["b"]);
        metrics.Ended(new GenerationSample("inference", "b/m", "b", 200, 1) { CatalogueName = "m" });
        metrics.Ended(new GenerationSample("inference", "alias", "b", 200, 1) { CatalogueName = "m" });
        metrics.Ended(new GenerationSample("openai.chat", "made-up-by-a-client", null, 404, 0));

        var page = Page(metrics, openMetrics);
        Assert.Equal(2, page.Samples["gengateway_requests_total{surface=\"openai.chat\",model=\"m\",backend=\"b\",status=\"2xx\"}"]);
        Assert.Equal(1, page.Samples["gengateway_requests_total{surface=\"openai.chat\",model=\"other\",backend=\"other\",status=\"4xx\"}"]);
        foreach (var name in new[] { "m", "alias" })
            Assert.Equal(1, page.Samples[$"gengateway_requests_total{{surface=\"inference\",model=\"{name}\",backend=\"b\",status=\"2xx\"}}"]);
        Assert.Equal(5, page.Samples["gengateway_attempts_total{model=\"m\"}"]);
        Assert.Equal(10, page.Samples["gengateway_tokens_total{model=\"m\",kind=\"prompt\"}"]);
        Assert.Equal(14, page.Samples["gengateway_tokens_total{model=\"m\",kind=\"completion\"}"]);
        Assert.Equal(0.000_25, page.Samples["gengateway_cost_usd_total{model=\"m\"}"]);
        Assert.Equal(2, page.Samples["inference_gateway_inference_duration_seconds_count{model=\"m\"}"]);
        Assert.Equal(2, page.Samples["gengateway_overhead_seconds_bucket{le=\"5E-05\"}"]);
        Assert.DoesNotContain(page.Samples.Keys, static name => name.Contains("made-up", StringComparison.Ordinal));
    }

    [Fact]
    public void However_many_names_there_are_the_series_are_bounded()
    {
        var names = Enumerable.Range(0, 5000).Select(static number => string.Create(CultureInfo.InvariantCulture, $"model-{number}")).ToArray();
        var metrics = new GenerationMetrics();
        metrics.Know(names, names);
        foreach (var name in names)
            metrics.Ended(Good with { Model = name, Backend = name });

        var page = Page(metrics, openMetrics: false);
        Assert.InRange(page.Samples.Count, 500, SeriesBudget.Default + 100);
        Assert.Equal(5000, page.Samples.Where(static pair => pair.Key.StartsWith("gengateway_requests_total", StringComparison.Ordinal)).Sum(static pair => pair.Value));
        Assert.Equal(5000, page.Samples.Where(static pair => pair.Key.StartsWith("gengateway_first_token_seconds_count", StringComparison.Ordinal)).Sum(static pair => pair.Value));
    }

    [Fact]
    public void Counting_allocates_nothing_once_a_series_is_there()
    {
        var metrics = new GenerationMetrics();
        metrics.Know(["m"], ["b"]);
        var route = new HttpMetrics().Route("/v1/chat/completions");
        Count(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Count(int times)
        {
            for (var i = 0; i < times; i++)
            {
                metrics.Ended(Good);
                route.Began("POST");
                route.Answered("POST", 200, TimeSpan.FromMilliseconds(3));
            }
        }
    }

    private static Exposition Page(GenerationMetrics metrics, bool openMetrics)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new PrometheusWriter(output, openMetrics);
        metrics.Write(writer);
        writer.End();
        return Exposition.Read(Encoding.UTF8.GetString(output.WrittenSpan), openMetrics);
    }
}
