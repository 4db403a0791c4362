using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.WebUi;

/// <summary>A picture of a request: base64, alone or as a data URL.</summary>
internal static class WebUiPicture
{
    /// <summary>Reads one; what is wrong goes to the faults.</summary>
    /// <param name="element">The string.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="mostPixels">Pixels that it may have.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>Null where it is none.</returns>
    public static ImageInput? Read(JsonElement element, string path, long mostPixels, Faults faults)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            faults.Add(path, $"{path} must be a string of base64, not {Fields.KindOf(element)}.");
            return null;
        }

        // Without escapes, which base64 hardly ever has, megabytes are decoded where they stand.
        var digits = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        if (digits.Contains((byte)'\\'))
            digits = Encoding.UTF8.GetBytes(JsonText.Of(element));
        if (digits.StartsWith("http://"u8) || digits.StartsWith("https://"u8))
        {
            faults.Add(path, $"{path} is an address; pictures are not fetched here. Send the picture itself, as base64.");
            return null;
        }

        if (digits.StartsWith("data:"u8))
            digits = digits[(digits.IndexOf((byte)',') + 1)..];
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(digits.Length)];
        if (Base64.DecodeFromUtf8(digits, bytes, out _, out var written) != OperationStatus.Done || written == 0)
        {
            faults.Add(path, $"{path} is not valid base64.");
            return null;
        }

        if (ImageInput.Read(bytes.AsMemory(0, written), path, mostPixels).TryGet(out var input, out var failure))
            return input;
        faults.Add(failure);
        return null;
    }
}
