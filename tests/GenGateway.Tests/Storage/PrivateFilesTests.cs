using GenGateway.Journey;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Storage;

public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_that_is_made_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using (Records.Open(_folder.At("data/database.db")))
        {
            Assert.Equal(OwnersFile, File.GetUnixFileMode(_folder.At("data/database.db")));
            Assert.Equal(OwnersFile | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.At("data")));
        }
    }

    [Fact]
    public void Every_folder_of_a_path_that_is_made_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        PrivateFiles.MakeFolder(_folder.At("one/two"));
        Assert.Equal(OwnersFile | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.At("one")));
        Assert.Equal(OwnersFile | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.At("one/two")));
    }

    [Fact]
    public void What_is_there_keeps_its_rights()
    {
        if (OperatingSystem.IsWindows())
            return;
        var shared = OwnersFile | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        Directory.CreateDirectory(_folder.At("shared"), shared);
        PrivateFiles.MakeFolder(_folder.At("shared"));
        Assert.Equal(shared, File.GetUnixFileMode(_folder.At("shared")));
    }
}
