namespace GenGateway.Backends.Onnx;

/// <summary>A prompt as the model reads it.</summary>
/// <param name="Ids">Its tokens, at least one.</param>
/// <param name="Echo">Its text where the answer begins with it, else empty.</param>
internal sealed record EncodedPrompt(int[] Ids, string Echo);
