using System.Text;

namespace GenGateway.Engine.Text.Loading;

/// <summary>What can be told of an ONNX graph without its weights: names, operators, files beside it.</summary>
internal sealed class GraphOutline
{
    private const string LfsPointer = "version https://git-lfs";

    private readonly List<string> _inputs = [];
    private readonly List<string> _outputs = [];
    private readonly HashSet<string> _initializers = [];
    private readonly HashSet<string> _operators = [];
    // Files with weights, by the names in the graph, relative to the graph's folder.
    private readonly SortedSet<string> _externalFiles = new(StringComparer.Ordinal);

    private GraphOutline(string path) => Path = path;

    public string Path { get; }

    /// <summary>Names of the values that a run must be given, in the graph's order.</summary>
    public IEnumerable<string> Inputs => _inputs.Where(name => !_initializers.Contains(name));

    public IReadOnlyList<string> Outputs => _outputs;

    /// <summary>Operator types, without their domain.</summary>
    public IReadOnlySet<string> Operators => _operators;

    /// <exception cref="ModelLoadException">The file is not a whole ONNX model, or a file of weights beside it is missing.</exception>
    public static GraphOutline Read(string path)
    {
        var outline = new GraphOutline(path);
        try
        {
            using var stream = ModelFile.OpenRead(path);
            if (stream.Length == 0)
            {
                throw new ModelLoadException(path, "found an empty file; expected an ONNX graph");
            }

            if (IsLfsPointer(stream))
            {
                throw new ModelLoadException(path, "found a Git LFS pointer; expected the ONNX graph itself (fetch it with git lfs pull, or download the file)");
            }

            if (!outline.ReadModel(new ProtobufReader(stream), stream.Length))
            {
                throw new ModelLoadException(path, "found no graph in the file; expected an ONNX model");
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new ModelLoadException(path, $"found a damaged or cut-off file ({exception.Message}); expected a whole ONNX model", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException(path, $"cannot be read ({exception.Message})", exception);
        }

        outline.CheckExternalFiles();
        return outline;
    }

    private static bool IsLfsPointer(Stream stream)
    {
        Span<byte> head = stackalloc byte[LfsPointer.Length];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return Encoding.ASCII.GetString(head[..read]) == LfsPointer;
    }

    private void CheckExternalFiles()
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        foreach (var name in _externalFiles)
        {
            var file = System.IO.Path.Combine(folder, name);
            if (!File.Exists(file))
            {
                throw new ModelLoadException(file, $"no such file; {System.IO.Path.GetFileName(Path)} keeps weights in it");
            }
        }
    }

    // Field numbers below are those of onnx.proto: ModelProto, GraphProto, NodeProto, ValueInfoProto, TensorProto.
    private bool ReadModel(ProtobufReader reader, long end)
    {
        const int Graph = 7;
        var found = false;
        while (reader.TryReadField(end, out var field, out var type))
        {
            if (field == Graph && type == ProtobufReader.LengthDelimited)
            {
                found = true;
                ReadGraph(reader, reader.ReadEnd(end));
            }
            else
            {
                reader.Skip(type, end);
            }
        }

        return found;
    }

    private void ReadGraph(ProtobufReader reader, long end)
    {
        const int Node = 1, Initializer = 5, Input = 11, Output = 12;
        while (reader.TryReadField(end, out var field, out var type))
        {
            if (type != ProtobufReader.LengthDelimited)
            {
                reader.Skip(type, end);
                continue;
            }

            var stop = reader.ReadEnd(end);
            switch (field)
            {
                case Node when ReadText(reader, stop, field: 4) is { } operatorType:
                    _operators.Add(operatorType);
                    break;
                case Initializer:
                    ReadInitializer(reader, stop);
                    break;
                case Input when ReadText(reader, stop, field: 1) is { } name:
                    _inputs.Add(name);
                    break;
                case Output when ReadText(reader, stop, field: 1) is { } name:
                    _outputs.Add(name);
                    break;
            }

            reader.SkipTo(stop);
        }
    }

    private void ReadInitializer(ProtobufReader reader, long end)
    {
        const int Name = 8, ExternalData = 13;
        while (reader.TryReadField(end, out var field, out var type))
        {
            if (field == Name && type == ProtobufReader.LengthDelimited)
            {
                _initializers.Add(reader.ReadString(end));
            }
            else if (field == ExternalData && type == ProtobufReader.LengthDelimited)
            {
                ReadExternalData(reader, reader.ReadEnd(end));
            }
            else
            {
                reader.Skip(type, end);
            }
        }
    }

    private void ReadExternalData(ProtobufReader reader, long end)
    {
        string? key = null, value = null;
        while (reader.TryReadField(end, out var field, out var type))
        {
            if (type != ProtobufReader.LengthDelimited)
            {
                reader.Skip(type, end);
            }
            else if (field == 1)
            {
                key = reader.ReadString(end);
            }
            else
            {
                value = reader.ReadString(end);
            }
        }

        if (key == "location" && value is not null)
        {
            _externalFiles.Add(value);
        }
    }

    private static string? ReadText(ProtobufReader reader, long end, int field)
    {
        string? text = null;
        while (reader.TryReadField(end, out var number, out var type))
        {
            if (number == field && type == ProtobufReader.LengthDelimited)
            {
                text = reader.ReadString(end);
            }
            else
            {
                reader.Skip(type, end);
            }
        }

        return text;
    }
}
