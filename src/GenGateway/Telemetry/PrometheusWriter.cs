using System.Buffers;
using System.Globalization;
using System.Text;

namespace GenGateway.Telemetry;

/// <summary>Writes metrics as Prometheus' text format 0.0.4, or as OpenMetrics 1.0. One scrape, one thread.</summary>
public sealed class PrometheusWriter(IBufferWriter<byte> output, bool openMetrics)
{
    private const string Total = "_total";

    private readonly StringBuilder _line = new();
    private string _name = "";

    /// <summary>The media type of what is written.</summary>
    public string ContentType => openMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Begins a family; the samples after it are its.</summary>
    public void Family(string name, string help, MetricKind kind)
    {
        _name = name;
        // OpenMetrics names a counter without the ending that its samples carry.
        var shown = openMetrics && kind == MetricKind.Counter && name.EndsWith(Total, StringComparison.Ordinal) ? name[..^Total.Length] : name;
        _line.Append("# HELP ").Append(shown).Append(' ');
        Escape(help, quotes: openMetrics);
        _line.Append("\n# TYPE ").Append(shown).Append(' ').Append(Word(kind)).Append('\n');
        WriteLine();
    }

    /// <summary>One value of the family.</summary>
    public void Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels) => Sample("", value, labels, null);

    /// <summary>A histogram of the family: its buckets, sum and count.</summary>
    public void Sample(Histogram histogram, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var (buckets, sum) = histogram.Read();
        long total = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            total += buckets[i];
            Sample("_bucket", total, labels, i < histogram.Bounds.Count ? Bound(histogram.Bounds[i]) : "+Inf");
        }

        Sample("_sum", sum, labels, null);
        Sample("_count", total, labels, null);
    }

    /// <summary>Ends the scrape.</summary>
    public void End()
    {
        if (!openMetrics)
            return;
        _line.Append("# EOF\n");
        WriteLine();
    }

    private static string Word(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        MetricKind.Histogram => "histogram",
    };

    // OpenMetrics has one text for each number, so that labels compare: 1.0, never 1.
    private string Bound(double value)
    {
        var text = Text(value);
        return openMetrics && !text.AsSpan().ContainsAny('.', 'E') ? text + ".0" : text;
    }

    private static string Text(double value) => double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString(CultureInfo.InvariantCulture);

    private void Sample(string ending, double value, ReadOnlySpan<(string Name, string Value)> labels, string? bound)
    {
        _line.Append(_name).Append(ending);
        var separator = '{';
        foreach (var (name, text) in labels)
        {
            _line.Append(separator).Append(name).Append("=\"");
            Escape(text, quotes: true);
            _line.Append('"');
            separator = ',';
        }

        if (bound is not null)
        {
            _line.Append(separator).Append("le=\"").Append(bound).Append('"');
            separator = ',';
        }

        if (separator == ',')
            _line.Append('}');
        _line.Append(' ').Append(Text(value)).Append('\n');
        WriteLine();
    }

    private void Escape(string text, bool quotes)
    {
        foreach (var character in text)
        {
            switch (character)
            {
                case '\\':
                    _line.Append(@"\\");
                    break;
                case '\n':
                    _line.Append(@"\n");
                    break;
                case '"' when quotes:
                    _line.Append("\\\"");
                    break;
                default:
                    _line.Append(character);
                    break;
            }
        }
    }

    private void WriteLine()
    {
        foreach (var chunk in _line.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, output);
        _line.Clear();
    }
}
