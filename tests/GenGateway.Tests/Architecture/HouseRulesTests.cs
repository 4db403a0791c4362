using System.Text.RegularExpressions;

namespace GenGateway.Tests.Architecture;

public sealed partial class HouseRulesTests
{
    private const int MostLines = 500;

    public static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories);

    [Fact]
    public void No_source_file_is_longer_than_a_reader_can_hold() =>
        Assert.Empty(Sources().Where(file => File.ReadLines(file).Count() > MostLines).Select(Path.GetFileName));

    [Fact]
    public void Every_file_is_named_after_the_type_it_holds() =>
        Assert.Empty(
            from file in Sources()
            let name = Path.GetFileNameWithoutExtension(file).Split('.')[0]
            where name != "Program"
            let types = TopLevelTypes().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value).Distinct().ToArray()
            where types.Length != 1 || types[0] != name
            select $"{Path.GetFileName(file)}: {string.Join(", ", types)}");

    [Fact]
    public void Nothing_unfinished_is_left_in_the_sources() =>
        Assert.Empty(Sources().Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName));

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref|unsafe|record) )*(?:class|struct|interface|enum|record|delegate [\w<>?]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelTypes();

    [GeneratedRegex("TODO|FIXME|HACK|NotImplementedException|#region")]
    private static partial Regex Unfinished();
}
