namespace GenGateway.Engine.Imaging;

/// <summary>Kinds of picture files whose headers are understood.</summary>
public enum PictureKind
{
    Png,
    Jpeg,
    WebP,
    Gif,
}
