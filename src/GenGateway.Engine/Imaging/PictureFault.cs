namespace GenGateway.Engine.Imaging;

/// <summary>Why bytes are no picture that can be used.</summary>
public enum PictureFault
{
    /// <summary>There are no bytes.</summary>
    Empty,

    /// <summary>They are something else.</summary>
    NotAnImage,

    /// <summary>They end before the picture does.</summary>
    Truncated,

    /// <summary>They break the rules of their own format.</summary>
    Corrupt,

    /// <summary>The picture announces more pixels than are allowed; nothing was read for it.</summary>
    TooLarge,

    /// <summary>A picture that cannot be read here.</summary>
    Unsupported,
}
