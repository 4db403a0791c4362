namespace GenGateway.TestKit.Behaving;

/// <summary>One event or line of a stream.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Bytes">All of it, its line ends included.</param>
/// <param name="JoinsNext">Shares its chunk with the next one, as the imitated server does it.</param>
internal sealed record StreamFrame(FrameKind Kind, byte[] Bytes, bool JoinsNext = false);
