"""A careful boto3 script: 16 threads, adaptive retries, create and poll each table's backup."""
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

url, tables = sys.argv[1], int(sys.argv[2])
client = boto3.client(
    "dynamodb", endpoint_url=url, region_name="us-east-1",
    config=Config(retries={"mode": "adaptive", "max_attempts": 20}, max_pool_connections=16))


def back_up(name):
    arn = client.create_backup(TableName=name, BackupName=name + "-nightly")["BackupDetails"]["BackupArn"]
    while client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] != "AVAILABLE":
        time.sleep(1)


start = time.perf_counter()
with ThreadPoolExecutor(16) as pool:
    list(pool.map(back_up, [f"Table-{number:05d}" for number in range(13, tables + 13)]))
print(time.perf_counter() - start)
