using System.Text;

namespace GenGateway.Engine.Tests.Text.Loading;

/// <summary>Writes the skeleton of an ONNX file: names and operators, as onnx.proto numbers them.</summary>
internal static class TinyGraph
{
    public static byte[] Write(string[] inputs, string[] outputs, string[] operators, string? externalFile = null)
    {
        var graph = new List<byte>();
        foreach (var name in operators)
        {
            graph.AddRange(Field(1, [.. Text(1, inputs[0]), .. Text(2, outputs[0]), .. Text(4, name)]));
        }

        graph.AddRange(Text(2, "tiny"));
        if (externalFile is not null)
        {
            graph.AddRange(Field(5, [.. Text(8, "weight"), .. Field(13, [.. Text(1, "location"), .. Text(2, externalFile)])]));
        }

        foreach (var name in inputs)
        {
            graph.AddRange(Field(11, Text(1, name)));
        }

        foreach (var name in outputs)
        {
            graph.AddRange(Field(12, Text(1, name)));
        }

        // ir_version 8, the graph, opset 18 of the default domain.
        return [8, 8, .. Field(7, [.. graph]), .. Field(8, [16, 18])];
    }

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
