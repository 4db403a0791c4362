using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.ComfyUi;

/// <summary><c>/view</c>: the files, as they lie there or made into another format.</summary>
internal static class ComfyViews
{
    public static WireReply Answer(ReceivedRequest request, ComfyFiles files)
    {
        if (request.QueryValue("filename") is not { } name)
            return ComfyReplies.Bare(404);
        if (name.Length == 0 || name[0] == '/' || name.Contains("..", StringComparison.Ordinal))
            return ComfyReplies.Bare(400);
        var type = request.QueryValue("type") ?? "output";
        if (type is not ("output" or "input" or "temp"))
            return ComfyReplies.Bare(400);
        var folder = request.QueryValue("subfolder") ?? "";
        if (LeavesFolder(folder))
            return ComfyReplies.Bare(403);
        name = name[(name.LastIndexOf('/') + 1)..];
        if (files.Get(type, ComfyFiles.Join(folder.Trim('/'), name)) is not { } file)
            return ComfyReplies.Bare(404);
        if (request.QueryValue("preview") is not { } preview)
            return ComfyReplies.File(name, FakePictureKind.Of(file.Bytes) ?? "application/octet-stream", file.Bytes, file.At);
        var (width, height) = FakePictureKind.Size(file.Bytes);
        var seed = FakePixels.Mix(0, file.Bytes);
        return preview.Split(';')[0] == "jpeg"
            ? ComfyReplies.File(name, "image/jpeg", FakeJpeg.Of(width, height, seed), null)
            : ComfyReplies.File(name, "image/webp", FakeWebp.Of(width, height, seed), null);
    }

    /// <summary>Whether a path, taken from a folder, ends outside of it.</summary>
    public static bool LeavesFolder(string path)
    {
        if (path.StartsWith('/'))
            return true;
        var depth = 0;
        foreach (var part in path.Split('/'))
        {
            depth += part switch { "" or "." => 0, ".." => -1, _ => 1 };
            if (depth < 0)
                return true;
        }

        return false;
    }
}
