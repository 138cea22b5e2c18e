using System.Text.Json;
using DynamoBackup.BackupEndpoint;
using Xunit;

namespace DynamoBackup.Tests.Endpoint;

/// <summary>boto3, which knows the service model, reads what the endpoint answers.</summary>
[Trait("Category", "Peers")]
public class Boto3Tests
{
    private static async Task<JsonElement> RunAsync(LocalEndpoint endpoint, string script)
    {
        await Peer.RequireAsync("python3 with boto3", "python3", "-c", "import boto3");
        return (await Peer.RunAsync(endpoint.Url, "python3", "-c", script)).Json;
    }

    private static async Task<LocalEndpoint> StartAsync(params Fault[] faults) =>
        await LocalEndpoint.StartAsync(EndpointOptions.Strict with
        {
            Rates = 0,
            BackupTimeMin = TimeSpan.FromSeconds(0.2),
            BackupTimeMax = TimeSpan.FromSeconds(0.6),
            Faults = faults,
        });

    [Fact]
    public async Task It_creates_describes_and_deletes_a_backup()
    {
        await using LocalEndpoint endpoint = await StartAsync();

        JsonElement result = await RunAsync(endpoint, """
            import boto3, json, time
            ddb = boto3.client('dynamodb')
            created = ddb.create_backup(TableName='Music', BackupName='nightly')['BackupDetails']
            arn = created['BackupArn']
            while True:
                details = ddb.describe_backup(BackupArn=arn)['BackupDescription']['BackupDetails']
                if details['BackupStatus'] != 'CREATING': break
                time.sleep(0.05)
            deleted = ddb.delete_backup(BackupArn=arn)['BackupDescription']['BackupDetails']
            print(json.dumps({
                'statuses': [b['BackupStatus'] for b in (created, details, deleted)],
                'created': created['BackupCreationDateTime'].timestamp(),
                'same': created['BackupCreationDateTime'] == details['BackupCreationDateTime'],
                'left': ddb.list_backups()['BackupSummaries'],
                'table': ddb.describe_table(TableName='Music')['Table']['TableStatus'],
            }))
            """);

        Assert.Equal(["CREATING", "AVAILABLE", "DELETED"], result.GetProperty("statuses").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(
            Assert.Single(endpoint.Backups).Created.ToUnixTimeMilliseconds(), Math.Round(result.GetProperty("created").GetDouble() * 1000));
        Assert.True(result.GetProperty("same").GetBoolean());
        Assert.Equal(0, result.GetProperty("left").GetArrayLength());
        Assert.Equal("ACTIVE", result.GetProperty("table").GetString());
    }

    [Fact]
    public async Task Its_paginator_pages_through_backups()
    {
        await using LocalEndpoint endpoint = await StartAsync();

        JsonElement result = await RunAsync(endpoint, """
            import boto3, json
            ddb = boto3.client('dynamodb')
            for i in range(130):
                ddb.create_backup(TableName=('Music', 'Users')[i % 2], BackupName='nightly-%03d' % i)
            def pages(**arguments):
                found = ddb.get_paginator('list_backups').paginate(**arguments)
                return [[b['BackupName'] for b in page['BackupSummaries']] for page in found]
            print(json.dumps({
                'all': pages(),
                'small': pages(PaginationConfig={'PageSize': 40}),
                'some': pages(PaginationConfig={'PageSize': 40, 'MaxItems': 90}),
                'users': pages(TableName='Users', PaginationConfig={'PageSize': 30}),
            }))
            """);

        string[][] Pages(string name) =>
            [.. result.GetProperty(name).EnumerateArray().Select(p => p.EnumerateArray().Select(b => b.GetString()!).ToArray())];
        string[] names = [.. endpoint.Backups.Select(b => b.BackupName)];
        Assert.Equal([100, 30], Pages("all").Select(p => p.Length));
        Assert.Equal([40, 40, 40, 10], Pages("small").Select(p => p.Length));
        Assert.Equal([40, 40, 10], Pages("some").Select(p => p.Length));
        Assert.Equal([30, 30, 5], Pages("users").Select(p => p.Length));
        Assert.Equal(names, Pages("all").SelectMany(p => p));
        Assert.Equal(names, Pages("small").SelectMany(p => p));
    }

    [Fact]
    public async Task It_raises_the_service_s_own_exceptions()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.Refuse, Code = "LimitExceededException", Message = "Too many", Table = "Orders" });

        JsonElement result = await RunAsync(endpoint, """
            import boto3, json
            from botocore.config import Config
            ddb = boto3.client('dynamodb', config=Config(retries={'total_max_attempts': 1}))
            def raised(call, **arguments):
                try:
                    call(**arguments)
                except ddb.exceptions.ClientError as e:
                    return [type(e).__name__, e.response['Error']['Code'], e.response['Error']['Message'],
                            e.response['ResponseMetadata']['HTTPStatusCode']]
            gone = 'arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01700000000000-deadbeef'
            music = ddb.create_backup(TableName='Music', BackupName='nightly')['BackupDetails']['BackupArn']
            print(json.dumps([
                raised(ddb.create_backup, TableName='Nowhere', BackupName='nightly'),
                raised(ddb.describe_backup, BackupArn=gone),
                raised(ddb.delete_backup, BackupArn=music),
                raised(ddb.create_backup, TableName='Orders', BackupName='nightly'),
                raised(ddb.describe_table, TableName='Nowhere'),
                raised(ddb.create_backup, TableName='Music', BackupName='no spaces'),
            ]))
            """);

        Assert.Equal(
            [
                "TableNotFoundException TableNotFoundException Table not found: Nowhere 400",
                "BackupNotFoundException BackupNotFoundException Backup not found: "
                + "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01700000000000-deadbeef 400",
                $"BackupInUseException BackupInUseException Backup is being created: {endpoint.Backups[0].BackupArn} 400",
                "LimitExceededException LimitExceededException Too many 400",
                "ResourceNotFoundException ResourceNotFoundException Requested resource not found: Table: Nowhere not found 400",
                "ClientError ValidationException 1 validation error detected: Value 'no spaces' at 'backupName' failed to satisfy "
                + "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ 400",
            ],
            result.EnumerateArray().Select(e => string.Join(' ', e.EnumerateArray())));
    }

    // botocore verifies x-amz-crc32 for DynamoDB and tries again where it is wrong: it would never be content with a wrong one.
    [Fact]
    public async Task It_accepts_the_checksum_and_rejects_a_bad_one()
    {
        await using LocalEndpoint endpoint = await StartAsync(
            new Fault { Kind = FaultKind.BadCrc, Operation = "CreateBackup", Times = 1, Skip = 1 });
        const string Script = """
            import boto3, json
            response = boto3.client('dynamodb').create_backup(TableName='Music', BackupName='nightly')
            print(json.dumps(response['ResponseMetadata']['RetryAttempts']))
            """;

        int right = (await RunAsync(endpoint, Script)).GetInt32();
        int wrong = (await RunAsync(endpoint, Script)).GetInt32();

        Assert.Equal((0, 1), (right, wrong));
        Assert.Equal(3, endpoint.Backups.Count);
    }

    [Fact]
    public async Task It_recovers_from_throttling_by_its_own_retries()
    {
        await using LocalEndpoint endpoint = await StartAsync(new Fault { Kind = FaultKind.Throttle, Times = 2 });

        JsonElement result = await RunAsync(endpoint, """
            import boto3, json
            response = boto3.client('dynamodb').create_backup(TableName='Music', BackupName='nightly')
            print(json.dumps(response['ResponseMetadata']['RetryAttempts']))
            """);

        Assert.Equal(2, result.GetInt32());
        Assert.Single(endpoint.Backups);
    }

    /// <summary>Holds raw answers, as they came over the wire, against botocore's copy of the service model.</summary>
    [Fact]
    public async Task Every_answer_is_as_the_service_model_says()
    {
        await using LocalEndpoint endpoint = await StartAsync();

        JsonElement result = await RunAsync(endpoint, """
            import botocore.session, json, re, urllib.request, os, time
            session = botocore.session.get_session()
            model = session.get_service_model('dynamodb')
            wrong, seen = [], []
            # Requests must have at least 1 of these, by the same shape; the service answers 0 where there are none.
            zeros = ('.NumberOfDecreasesToday', '.ReadCapacityUnits', '.WriteCapacityUnits')

            def call(operation, **body):
                request = urllib.request.Request(os.environ['AWS_ENDPOINT_URL'], data=json.dumps(body).encode(), headers={
                    'X-Amz-Target': 'DynamoDB_20120810.' + operation, 'Content-Type': 'application/x-amz-json-1.0',
                    'Authorization': 'AWS4-HMAC-SHA256 '
                        'Credential=test/20260301/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00'})
                answer = json.loads(urllib.request.urlopen(request).read())
                check(model.operation_model(operation).output_shape, answer, operation)
                seen.append(operation)
                return answer

            def check(shape, value, path):
                kind = shape.type_name
                limits = shape.metadata
                if kind == 'structure':
                    if not isinstance(value, dict): wrong.append(path + ' is no structure'); return
                    for name in shape.required_members:
                        if name not in value: wrong.append(path + '.' + name + ' is missing')
                    for name, member in value.items():
                        if name not in shape.members: wrong.append(path + '.' + name + ' is not in the model')
                        else: check(shape.members[name], member, path + '.' + name)
                elif kind == 'list':
                    if not isinstance(value, list): wrong.append(path + ' is no list'); return
                    for item in value: check(shape.member, item, path + '[]')
                elif kind in ('integer', 'long'):
                    if type(value) is not int: wrong.append(path + ' is no integer')
                    elif value < limits.get('min', value) and not path.endswith(zeros): wrong.append(path + ' is too small')
                elif kind == 'timestamp':
                    if type(value) not in (int, float): wrong.append(path + ' is no timestamp')
                elif kind == 'boolean':
                    if type(value) is not bool: wrong.append(path + ' is no boolean')
                elif kind == 'string':
                    if not isinstance(value, str): wrong.append(path + ' is no string'); return
                    if not limits.get('min', 0) <= len(value) <= limits.get('max', len(value)): wrong.append(path + ' has a wrong length')
                    if limits.get('enum') and value not in limits['enum']: wrong.append(path + ' is none of the values')
                    if limits.get('pattern') and not re.fullmatch(limits['pattern'], value): wrong.append(path + ' does not match')
                else: wrong.append(path + ' is a ' + kind)

            call('CreateTable', TableName='Concerts',
                AttributeDefinitions=[{'AttributeName': 'Artist', 'AttributeType': 'S'}, {'AttributeName': 'Year', 'AttributeType': 'N'}],
                KeySchema=[{'AttributeName': 'Artist', 'KeyType': 'HASH'}, {'AttributeName': 'Year', 'KeyType': 'RANGE'}],
                ProvisionedThroughput={'ReadCapacityUnits': 5, 'WriteCapacityUnits': 2},
                LocalSecondaryIndexes=[{'IndexName': 'Local', 'Projection': {'ProjectionType': 'ALL'},
                    'KeySchema': [{'AttributeName': 'Artist', 'KeyType': 'HASH'}, {'AttributeName': 'Year', 'KeyType': 'RANGE'}]}],
                GlobalSecondaryIndexes=[{'IndexName': 'Global', 'Projection': {'ProjectionType': 'KEYS_ONLY'},
                    'KeySchema': [{'AttributeName': 'Year', 'KeyType': 'HASH'}],
                    'ProvisionedThroughput': {'ReadCapacityUnits': 1, 'WriteCapacityUnits': 1}}],
                StreamSpecification={'StreamEnabled': True, 'StreamViewType': 'NEW_IMAGE'}, TableClass='STANDARD')
            arns = []
            for table in ('Concerts', 'Music', 'Users'):
                call('DescribeTable', TableName=table)
                arns.append(call('CreateBackup', TableName=table, BackupName='nightly')['BackupDetails']['BackupArn'])
            call('ListTables', Limit=3)
            call('ListBackups', Limit=2)
            for arn in arns: call('DescribeBackup', BackupArn=arn)
            time.sleep(0.7)
            call('ListBackups')
            for arn in arns:
                call('DescribeBackup', BackupArn=arn)
                call('DeleteBackup', BackupArn=arn)
            call('DeleteTable', TableName='Concerts')
            print(json.dumps({'wrong': wrong, 'operations': sorted(set(seen))}))
            """);

        Assert.Empty(result.GetProperty("wrong").EnumerateArray().Select(w => w.GetString()));
        Assert.Equal(
            ["CreateBackup", "CreateTable", "DeleteBackup", "DeleteTable", "DescribeBackup", "DescribeTable", "ListBackups", "ListTables"],
            result.GetProperty("operations").EnumerateArray().Select(o => o.GetString()));
    }
}
