namespace GenGateway.TestKit.ComfyUi;

/// <summary>A file that was uploaded.</summary>
/// <param name="Name">The name under which it lies, which need not be the one that was asked for.</param>
/// <param name="AskedName">The name that was asked for.</param>
/// <param name="Subfolder">Its folder under the type's, empty for none.</param>
/// <param name="Type"><c>input</c>, <c>temp</c> or <c>output</c>.</param>
/// <param name="Bytes">The file as it came.</param>
/// <param name="OriginalRef">Of a mask, the JSON that names the picture it belongs to; null for a picture.</param>
public sealed record ComfyUpload(string Name, string AskedName, string Subfolder, string Type, byte[] Bytes, string? OriginalRef);
