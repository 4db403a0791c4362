using System.Text.Json;

namespace GenGateway.Engine.Text.Loading;

/// <summary>A JSON file of a model folder, read with errors that name the file.</summary>
internal static class JsonFile
{
    // A configuration is a few kilobytes, a tokenizer's a few megabytes; more is another file under that name.
    private const long MaxBytes = 256L << 20;

    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The file's root object, or null when there is no such file.</summary>
    /// <exception cref="ModelLoadException">The file is not a JSON object.</exception>
    public static JsonElement? TryRead(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            if (ModelFile.Length(path) is var length and > MaxBytes)
            {
                throw new ModelLoadException(path, $"found {length} bytes; expected a JSON file of at most {MaxBytes}");
            }

            using var stream = ModelFile.OpenRead(path);
            using var document = JsonDocument.Parse(stream, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ModelLoadException(path, $"found a JSON {document.RootElement.ValueKind}; expected an object");
            }

            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new ModelLoadException(path,
                $"found text that is not JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}; expected a JSON object", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException(path, $"cannot be read ({exception.Message})", exception);
        }
    }

    /// <summary>The value under the first of <paramref name="names"/> that is there and not null.</summary>
    public static JsonElement? Find(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }
        }

        return null;
    }
}
