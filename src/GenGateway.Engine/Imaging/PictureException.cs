namespace GenGateway.Engine.Imaging;

/// <summary>Bytes are no picture that can be used. The message is one line, without any of the bytes.</summary>
public sealed class PictureException : Exception
{
    internal PictureException(PictureFault fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    /// <summary>Why not.</summary>
    public PictureFault Fault { get; }

    internal static PictureException Corrupt(string what, Exception? cause = null) => new(PictureFault.Corrupt, $"The picture is damaged: {what}.", cause);

    internal static PictureException Truncated(string where) => new(PictureFault.Truncated, $"The picture breaks off {where}.");

    internal static PictureException Unsupported(string what) => new(PictureFault.Unsupported, what);
}
