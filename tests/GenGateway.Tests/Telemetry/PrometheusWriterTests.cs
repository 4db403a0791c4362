using System.Buffers;
using System.Text;
using GenGateway.Telemetry;

namespace GenGateway.Tests.Telemetry;

public sealed class PrometheusWriterTests
{
    [Fact]
    public void Counters_gauges_and_histograms_have_their_text_form()
    {
        var histogram = new Histogram([0.5, 1]);
        histogram.Observe(0.5);
        histogram.Observe(0.75);
        histogram.Observe(7);
        Assert.Equal(
            """
            # HELP a_total Counts \\ and\nmore.
            # TYPE a_total counter
            a_total{path="a\"b\\c\nd"} 3
            # HELP g A gauge.
            # TYPE g gauge
            g -1.5
            # HELP h A histogram.
            # TYPE h histogram
            h_bucket{x="y",le="0.5"} 1
            h_bucket{x="y",le="1"} 2
            h_bucket{x="y",le="+Inf"} 3
            h_sum{x="y"} 8.25
            h_count{x="y"} 3

            """,
            Write(false, histogram));
    }

    [Fact]
    public void OpenMetrics_names_a_counters_family_without_its_ending_and_ends_with_EOF()
    {
        var text = Write(true, new Histogram([]));
        Assert.Contains("# TYPE a counter\na_total{", text, StringComparison.Ordinal);
        Assert.EndsWith("h_bucket{x=\"y\",le=\"+Inf\"} 0\nh_sum{x=\"y\"} 0\nh_count{x=\"y\"} 0\n# EOF\n", text, StringComparison.Ordinal);
    }

    private static string Write(bool openMetrics, Histogram histogram)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new PrometheusWriter(output, openMetrics);
        writer.Family("a_total", "Counts \\ and\nmore.", MetricKind.Counter);
        writer.Sample(3, ("path", "a\"b\\c\nd"));
        writer.Family("g", "A gauge.", MetricKind.Gauge);
        writer.Sample(-1.5);
        writer.Family("h", "A histogram.", MetricKind.Histogram);
        writer.Sample(histogram, ("x", "y"));
        writer.End();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
